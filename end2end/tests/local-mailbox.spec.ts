// Without any mail server: invite yourself, open the link from Mail, join (PRODUCT.md section 6, UX-INV-09).
import { expectAccessible } from '../fixtures/accessible';
import { expect, test, type Person } from '../fixtures/test';

test.use({ hasMailServer: false });

const MAX: Person = { name: 'Max Orr', email: 'max@x.example', password: 'Granite5!meadow' };

test('the first run needs no mail server', async ({ administrator, arrive, mailbox }) => {
  const { page, visitor } = administrator;
  const result = await administrator.invite(MAX.email);
  await expect(result).toContainText('no mail leaves this machine');
  await expectAccessible(page, 'the answer without a mail server');
  await result.getByRole('link', { name: 'Open Mail' }).click();
  await visitor.at('Mail');
  await expect(page.getByText('This is the local mailbox')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: MAX.email });
  await expect(row).toContainText('Held (local mailbox)');
  await expectAccessible(page, 'the local mailbox');
  await row.getByRole('link', { name: `Read the mail to ${MAX.email}` }).click();
  await expect(page.getByText('The link in this mail')).toBeVisible();
  await visitor.alive();
  await expectAccessible(page, 'a mail in the local mailbox');
  // The frame shows the mail as a mail program does, and runs nothing.
  const frame = page.locator('iframe[title="The mail as HTML"]');
  await expect(frame).toHaveAttribute('sandbox', /^(?!.*(scripts|same-origin|forms|top-navigation))/);
  const shown = await page.request.get((await frame.getAttribute('src')) ?? '');
  expect(await shown.text()).toContain('Confirm your account');
  expect(shown.headers()['content-security-policy']).toContain("default-src 'none'");
  const link = await page.getByRole('link', { name: 'Open the link' }).getAttribute('href');
  await expect(page.locator('.secret')).toHaveText(link ?? '');

  const max = await arrive();
  await max.openInvitation(link ?? '');
  await max.register(MAX);
  await max.at('Log in');
  await max.logIn(MAX);
  await max.atHome(MAX.name);
  expect(mailbox.letters).toHaveLength(0);

  // A mail that has served its purpose keeps no link.
  await page.reload();
  await expect(page.getByRole('link', { name: 'Open the link' })).toHaveCount(0);
});

test('held mails leave by Retry alone, once there is a mail server', async ({ administrator, mailbox, portal, arrive }) => {
  await administrator.send([MAX.email, 'ned@x.example']);
  await administrator.openInvitations();
  await administrator.delete('ned@x.example');
  const { OWNER } = await import('../fixtures/test');
  await portal.restart(mailbox.url);
  const { Administrator: Later } = await import('../fixtures/administrator');
  const visitor = await arrive();
  // The address has changed with the port.
  await visitor.page.goto(`${portal.url}/login`);
  await visitor.page.getByLabel('Email').fill(OWNER.email);
  await visitor.page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await visitor.button('Log in').click();
  await visitor.at('Invitations');
  await visitor.page.goto(`${portal.url}/mail`);
  await visitor.at('Mail');
  expect(mailbox.letters).toHaveLength(0);
  expect(new Later(visitor).js).toBe(visitor.js);
  await expect(visitor.page.getByRole('button', { name: 'Retry the mail to ned@x.example' })).toHaveCount(0);
  await visitor.button(`Retry the mail to ${MAX.email}`).click();
  await expect(visitor.page.getByText('The mail is tried again now.').first()).toBeVisible();
  const letter = await mailbox.next(MAX.email, /invites you/);
  expect(letter.text).toContain('/invite/');
  expect(mailbox.count('ned@x.example')).toBe(0);
});
