// By keyboard alone (UX A11Y-02): invite, review, delete; focus is always somewhere, and comes back.
import { expect, test, OWNER, type Person } from '../fixtures/test';
import type { Page } from '@playwright/test';

const QUINN: Person = { name: 'Quinn Day', email: 'quinn@x.example', password: 'Granite5!meadow' };

/** Tab until what has the focus has this accessible name; visible all the way. */
async function tabTo(page: Page, name: string | RegExp, most = 60): Promise<void> {
  for (let steps = 0; steps < most; steps += 1) {
    await page.keyboard.press('Tab');
    const told = await page.evaluate(() => {
      const active = document.activeElement;
      if (!(active instanceof HTMLElement)) return '';
      const label = active instanceof HTMLInputElement ? (active.labels?.[0]?.textContent ?? '') : '';
      return (active.getAttribute('aria-label') ?? (label || active.textContent) ?? '').trim();
    });
    if (typeof name === 'string' ? told === name : name.test(told)) return;
  }
  throw new Error(`Tab never reached ${name}`);
}

test.beforeEach(({ javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'dialogs need scripts; plain forms are the browser\'s own');
});

test('an administrator invites and reviews by keyboard alone', async ({ visitor, portal, arrive, watch }) => {
  expect(watch.problems).toEqual([]);
  const { page } = visitor;
  await visitor.open('/login');
  // The first field has the focus.
  await page.keyboard.type(OWNER.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(OWNER.password);
  await page.keyboard.press('Enter');
  await visitor.at('Invitations');

  // The skip link is the first stop, and leads past the navigation.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();

  await tabTo(page, 'INVITE');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByLabel('Email addresses')).toBeFocused();
  await page.keyboard.type(`${QUINN.email},`);
  await page.keyboard.type('rio@x.example');
  await page.keyboard.press('Enter');
  await tabTo(page, /^SUBMIT 2 invitations$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'What became of the addresses' })).toContainText('2 invited');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  // Focus returns to where the dialog was opened.
  await expect(page.getByRole('button', { name: 'INVITE', exact: true })).toBeFocused();

  // Delete asks; Cancel has the focus, Escape leaves (DST-02).
  await tabTo(page, 'Delete rio@x.example');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).last()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Delete rio@x.example' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, 'Delete invitation');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('rowheader', { name: 'rio@x.example' })).toHaveCount(0);
  const lost = await page.evaluate(() => document.activeElement === document.body);
  expect(lost, 'the focus is lost after a row has gone').toBe(false);

  // Somebody waits; the review opens and decides by keyboard.
  await page.request.post(`${portal.url}/api/settings/change`, {
    form: { invitations_auto_approve: 'off' },
    headers: { origin: portal.url, accept: 'application/json' },
  });
  const quinn = await arrive();
  await quinn.openInvitation(await quinn.invitationLink(QUINN.email));
  await quinn.register(QUINN);
  await quinn.at('Waiting for approval');
  await page.reload();
  await visitor.alive();
  await tabTo(page, `Review pending invitation ${QUINN.email}`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await tabTo(page, 'ACCEPT');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('row').filter({ hasText: QUINN.email })).toContainText('Approved');
});
