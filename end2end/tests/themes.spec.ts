// Light, dark and the system's (UX THM-01), and narrow screens (RSP-01).
import { expectAccessible } from '../fixtures/accessible';
import { expect, test } from '../fixtures/test';

test('a chosen theme is painted at once, everywhere, and stays', async ({ administrator, visitor }) => {
  const { page } = visitor;
  expect(administrator).toBeTruthy();
  const html = page.locator('html');
  const choose = async (name: 'Light' | 'Dark' | 'System') => {
    await page.getByRole('group', { name: 'Theme' }).getByRole('button', { name }).click();
    await visitor.alive();
  };
  await choose('Dark');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(await scheme()).toBe('dark');
  // In the first HTML of every page: nothing flashes.
  for (const path of ['/consumers/invitations', '/mail', '/login?notice=logged-out', '/invite', '/register']) {
    const first = await page.request.get(path);
    expect(await first.text(), path).toContain('data-theme="dark"');
  }
  await visitor.open('/settings/approval');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await choose('System');
  await expect(html).not.toHaveAttribute('data-theme', /.*/);
  await visitor.open('/account');
  await expect(html).not.toHaveAttribute('data-theme', /.*/);
  await choose('Light');
  await expect(html).toHaveAttribute('data-theme', 'light');
});

test('the choice of a theme keeps the view', async ({ administrator, visitor }) => {
  await administrator.send(['sol@x.example']);
  await administrator.openInvitations('?status=pending&sort=email&dir=asc');
  await visitor.page.getByRole('group', { name: 'Theme' }).getByRole('button', { name: 'Dark' }).click();
  await expect(visitor.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(visitor.page).toHaveURL(/\?status=pending&sort=email&dir=asc$/);
});

test('at 320 px nothing is cut off and everything can be done', async ({ administrator, arrive, visitor }) => {
  test.slow(); // Twelve pages, each looked at twice.
  const { page } = visitor;
  const somebody = {
    name: 'Wolfeschlegelsteinhausen Bergerdorff',
    email: 'wolfeschlegelsteinhausen@some-quite-long-department.company.example',
    password: 'Granite5!meadow',
  };
  await administrator.send([somebody.email]);
  await (await arrive()).join(somebody);
  await administrator.send(['a-person-with-a-very-long-name-indeed@some-quite-long-department.company.example']);
  await page.setViewportSize({ width: 320, height: 700 });
  const wide = async (what: string) => {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, `${what} scrolls sideways`).toBeLessThanOrEqual(0);
  };
  const paths = [
    '/consumers/invitations',
    '/consumers/invitations/new',
    '/consumers/developers',
    '/consumers/developers?tab=approved',
    '/mail',
    '/audit',
    '/roles',
    '/settings/approval',
    '/settings/passwords',
    '/settings/appearance',
    '/settings/home',
    '/settings/mail',
    '/settings/mail/invitation',
    '/settings/limits',
    '/account',
  ];
  for (const path of paths) {
    for (const colorScheme of ['light', 'dark'] as const) {
      if (colorScheme === 'light') await visitor.open(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await wide(path);
      await expectAccessible(page, `${path} at 320 px`, colorScheme);
    }
  }
  await administrator.openInvitations();
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Mail' }).click();
  await visitor.at('Mail');
  await administrator.openInvitations();
  await page.locator('tbody').getByRole(administrator.js ? 'button' : 'link', { name: /^Delete / }).first().click();
  if (administrator.js) {
    await expect(page.getByRole('dialog')).toBeVisible();
    await wide('the dialog');
    await expectAccessible(page, 'a dialog at 320 px');
  }
});
