// The page Audit (PRODUCT.md 8.8): who did what, the filter in the address, the file, the sealed chain, denials.
import { readFile } from 'node:fs/promises';
import { expectAccessible } from '../fixtures/accessible';
import type { Administrator } from '../fixtures/administrator';
import { OWNER, expect, test, type Person } from '../fixtures/test';

const KIM: Person = { name: 'Kim Roe', email: 'kim@x.example', password: 'Granite5!meadow' };

async function openAudit(administrator: Administrator, query = ''): Promise<void> {
  await administrator.visitor.open(`/audit${query}`);
  await administrator.visitor.at('Audit');
}

function eventRow(administrator: Administrator, what: string) {
  const named = administrator.page.getByRole('rowheader', { name: what, exact: true });
  return administrator.page.getByRole('row').filter({ has: named });
}

test('who did what to whom stands in the trail, with what it changed', async ({ administrator, arrive }) => {
  const { page } = administrator;
  await administrator.send([KIM.email]);
  const kim = await arrive();
  await kim.join(KIM);
  await administrator.change({ invitation_validity: '24' });
  await openAudit(administrator);
  const changed = eventRow(administrator, 'Setting changed').first();
  await expect(changed.locator('td[data-label="On"]')).toContainText('An invitation is valid for');
  await expect(changed.locator('td[data-label="By"]')).toContainText(OWNER.name);
  await expect(changed.locator('td[data-label="Change"]')).toContainText('72 → 24');
  const joined = eventRow(administrator, 'Account registered').first();
  await expect(joined.locator('td[data-label="On"]')).toContainText(KIM.name);
  await expect(joined.locator('td[data-label="By"]')).toContainText('Holder of a link');
  // The rest is behind "Details", without a script too.
  const details = changed.locator('details');
  await details.locator('summary').click();
  await expect(details).toContainText('setting.changed');
  await expect(details).toContainText('invitation_validity');
  await expectAccessible(page, 'the page Audit');
  await expectAccessible(page, 'the page Audit', 'dark');
  await details.locator('summary').click();
  // An invitation leads to its page.
  await eventRow(administrator, 'Invitation sent').getByRole('link', { name: KIM.email }).click();
  await administrator.visitor.at('Invitation');
});

test('the filter stands in the address and is taken off again', async ({ administrator, visitor }) => {
  const { page } = administrator;
  await administrator.send([KIM.email]);
  await administrator.change({ portal_name: 'Quay' });
  await openAudit(administrator);
  const search = page.getByRole('search');
  await search.getByLabel('About').selectOption('Settings');
  await search.getByRole('button', { name: 'Filter', exact: true }).click();
  await expect(page).toHaveURL(/\/audit\?.*about=setting/);
  await expect(eventRow(administrator, 'Setting changed').first()).toBeVisible();
  await expect(eventRow(administrator, 'Invitation sent')).toHaveCount(0);
  await visitor.alive();
  // A pasted address shows the same.
  await openAudit(administrator, '?about=setting&by=visitor');
  await expect(search.getByLabel('About')).toHaveValue('setting');
  await expect(search.getByLabel('By')).toHaveValue('visitor');
  await expect(page.getByText('No event matches')).toBeVisible();
  await expectAccessible(page, 'no event');
  await page.getByRole('link', { name: 'Remove filter By: Visitor' }).click();
  await expect(eventRow(administrator, 'Setting changed').first()).toBeVisible();
  await visitor.alive();
  await page.getByRole('main').getByRole('link', { name: 'Clear all' }).click();
  await expect(eventRow(administrator, 'Invitation sent')).toBeVisible();
  // From a row to everything about its object.
  await visitor.alive();
  const sent = eventRow(administrator, 'Invitation sent');
  await sent.locator('summary').click();
  await sent.getByRole('link', { name: 'Only on this' }).click();
  await expect(page).toHaveURL(/object=/);
  await expect(eventRow(administrator, 'Setting changed')).toHaveCount(0);
  await expect(eventRow(administrator, 'Invitation sent')).toBeVisible();
});

test('the file holds what the filter leaves', async ({ administrator }) => {
  const { page } = administrator;
  await administrator.send([KIM.email]);
  await administrator.change({ portal_name: '=Quay' });
  await openAudit(administrator, '?about=setting');
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
  const text = await readFile(await file.path(), 'utf8');
  expect(text).toMatch(/^at,actor_kind,actor_id,actor_name,action,/);
  expect(text).toContain('setting.changed,setting,portal_name');
  expect(text).not.toContain('invitation.sent');
  expect(text).not.toContain('@');
});

test('the sealed chain verifies by a button', async ({ administrator, visitor }) => {
  const { page } = administrator;
  await administrator.send([KIM.email]);
  await openAudit(administrator);
  await visitor.button('Verify').click();
  await expect(page.getByText('The audit trail is whole')).toBeVisible();
  await expect(page.getByText(/\d+ events? (is|are) as (it was|they were) sealed/).first()).toBeVisible();
  await expectAccessible(page, 'a verification');
});

test('what was denied stands there too', async ({ administrator, arrive }) => {
  const eve = await arrive();
  await eve.tryToLogIn(OWNER.email, 'Wrong9!password');
  await eve.at('Log in');
  await openAudit(administrator, '?about=denial');
  const refused = eventRow(administrator, 'Login refused');
  await expect(refused.locator('td[data-label="On"]')).toContainText(OWNER.name);
  await expect(refused.locator('td[data-label="By"]')).toContainText('Visitor');
});
