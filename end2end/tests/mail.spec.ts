// The page Mail (PRODUCT.md section 6): how far each mail has come, the mail server's words, Retry.
import { expectAccessible } from '../fixtures/accessible';
import type { Administrator } from '../fixtures/administrator';
import { linkIn, REFUSAL } from '../fixtures/mailbox';
import { OWNER, expect, test, type Person } from '../fixtures/test';

const KIM: Person = { name: 'Kim Roe', email: 'kim@x.example', password: 'Granite5!meadow' };

async function expectMail(administrator: Administrator, email: string, state: string | RegExp): Promise<void> {
  await expect(async () => {
    await administrator.visitor.open('/mail');
    await expect(mailRow(administrator, email).locator('td[data-label="State"]')).toContainText(state, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
}

function mailRow(administrator: Administrator, email: string) {
  return administrator.page.getByRole('row').filter({ hasText: email });
}

test('a refused mail fails with the server\'s words, and Retry sends it', async ({ administrator, mailbox, arrive }) => {
  const { page } = administrator;
  mailbox.conductTo.set(KIM.email, 'refuse');
  await administrator.send([KIM.email]);
  await expectMail(administrator, KIM.email, 'Failed');
  await expect(mailRow(administrator, KIM.email)).toContainText('550');
  await expect(mailRow(administrator, KIM.email)).toContainText(REFUSAL);
  await expectAccessible(page, 'the page Mail');
  // The row of the invitation says it too (PRODUCT.md section 6).
  await administrator.openInvitations();
  await expect(administrator.cell(KIM.email, 'Delivery')).toContainText('failed');
  await expect(administrator.cell(KIM.email, 'Delivery')).toContainText(REFUSAL);

  mailbox.conductTo.clear();
  await administrator.visitor.open('/mail');
  await page.getByRole('button', { name: `Retry the mail to ${KIM.email}` }).click();
  await expect(page.getByText('The mail is tried again now.').first()).toBeVisible();
  const kim = await arrive();
  await kim.join(KIM);
  await expectMail(administrator, KIM.email, 'Sent');
});

test('a mail server that breaks off is tried again with the same bytes', async ({ administrator, mailbox, portal }) => {
  mailbox.conductTo.set(KIM.email, 'break off');
  await administrator.send([KIM.email]);
  await expectMail(administrator, KIM.email, 'Retrying');
  await expect(mailRow(administrator, KIM.email)).toContainText('it may have arrived already');
  mailbox.conductTo.clear();
  await portal.advance({ minutes: 2 });
  const letter = await mailbox.next(KIM.email, /invites you/);
  expect(letter.messageId).toBeTruthy();
  await expectMail(administrator, KIM.email, 'Sent');
  expect(mailbox.count(KIM.email)).toBe(1);
});

test('a mail server that hangs holds nobody up', async ({ administrator, mailbox, visitor }) => {
  mailbox.conduct = 'hang';
  await administrator.send([KIM.email, 'lee@x.example']);
  await administrator.expectStatus(KIM.email, 'Pending');
  await visitor.open('/mail');
  await expect(mailRow(administrator, KIM.email)).toBeVisible();
  await administrator.openInvitations();
  await administrator.delete(KIM.email);
  // The end of the test stops the server with mails on the wire: in time, and in order.
});

test('with a mail server no screen shows a link', async ({ administrator, mailbox }) => {
  const { page, visitor } = administrator;
  await administrator.send([KIM.email]);
  const link = linkIn(await mailbox.next(KIM.email, /invites you/), '/invite/');
  await expectMail(administrator, KIM.email, 'Sent');
  await page.getByRole('link', { name: `Read the mail to ${KIM.email}` }).click();
  await visitor.at(`${OWNER.name} invites you to Harbour Portal`);
  await expectAccessible(page, 'a mail that was sent');
  const secret = new URL(link).pathname.split('/').at(-1) ?? '';
  expect(await page.content()).not.toContain(secret);
  expect(await page.content()).not.toContain(secret.slice(0, 16));
});

test('the test mail tells in the mail server\'s words whether mails leave', async ({ administrator, mailbox }) => {
  const { page, visitor } = administrator;
  await administrator.openSettings('mail');
  await page.getByLabel('Send to').fill('probe@x.example');
  await visitor.button('Send test mail').click();
  await mailbox.next('probe@x.example', /^Test mail from Harbour Portal$/);
  if (visitor.js) await expect(page.getByRole('main')).toContainText('Sent');
  else await expect(page.getByText('The test mail is on its way')).toBeVisible();
});

test('a retried mail that is no longer true is not sent', async ({ administrator, mailbox, watch }) => {
  mailbox.conductTo.set(KIM.email, 'refuse');
  await administrator.send([KIM.email]);
  await expectMail(administrator, KIM.email, 'Failed');
  const { page } = administrator;
  const retry = page.getByRole('button', { name: `Retry the mail to ${KIM.email}` });
  await expect(retry).toBeVisible();
  const other = await page.context().newPage();
  const { Visitor } = await import('../fixtures/visitor');
  const { Administrator: Other } = await import('../fixtures/administrator');
  const elsewhere = new Other(new Visitor(other, administrator.portal, mailbox, administrator.js));
  await elsewhere.openInvitations();
  await elsewhere.delete(KIM.email);
  mailbox.conductTo.clear();
  watch.expectRefusal(409);
  await retry.click();
  await expect(page.getByRole('alert')).toBeVisible();
  expect(mailbox.count(KIM.email)).toBe(0);
});
