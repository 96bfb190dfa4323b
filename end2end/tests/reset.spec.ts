// A forgotten password (PRODUCT.md section 3, K): from the mail to a new password, and never further.
import { expectAccessible } from '../fixtures/accessible';
import { linkIn, type Mailbox } from '../fixtures/mailbox';
import { OWNER, expect, test, type Person } from '../fixtures/test';
import type { Visitor } from '../fixtures/visitor';

const NEW_PASSWORD = 'Saffron2#bridge';
const DORA: Person = { name: 'Dora Quist', email: 'dora@x.example', password: 'Granite5!meadow' };

/** Asks for a link from the login screen on. */
async function forget(visitor: Visitor, email: string): Promise<void> {
  await visitor.open('/login');
  await visitor.page.getByRole('link', { name: 'Reset Password', exact: true }).click();
  await visitor.at('Reset Password');
  await visitor.page.getByLabel('Email').fill(email);
  await visitor.button('Send the link').click();
  await visitor.at('Look into your mailbox');
}

async function resetLink(mailbox: Mailbox, email: string): Promise<string> {
  return linkIn(await mailbox.next(email, /^Reset your password at Harbour Portal$/), '/reset/');
}

/** Opens the link; the secret leaves the address bar (SECURITY WEB-5). */
async function openLink(visitor: Visitor, link: string): Promise<void> {
  await visitor.page.goto(link);
  await expect(visitor.page).toHaveURL(`${visitor.portal.url}/reset/new`);
  await visitor.alive();
}

async function choose(visitor: Visitor, password: string): Promise<void> {
  await visitor.page.getByLabel('Password', { exact: true }).fill(password);
  await visitor.page.getByLabel('Password again').fill(password);
  await visitor.button('Save new password').click();
}

async function expectDead(visitor: Visitor, link: string): Promise<void> {
  await openLink(visitor, link);
  await visitor.at('This link does not work');
}

test('a forgotten password is replaced through the mail, and every session ends', async ({
  administrator,
  arrive,
  mailbox,
}) => {
  const visitor = await arrive();
  const { page } = visitor;
  await visitor.open('/reset');
  await expectAccessible(page, 'the form that asks for a link');
  await forget(visitor, OWNER.email);
  await expectAccessible(page, 'the answer to everybody who asks');

  const mail = await mailbox.next(OWNER.email, /^Reset your password at Harbour Portal$/);
  expect(mail.text).toContain('for 6 hours');
  expect(mail.text).toContain('ignore this mail');
  const link = linkIn(mail, '/reset/');
  await openLink(visitor, link);
  await visitor.at('Choose a new password');
  await expect(page.getByLabel('Email')).toHaveValue(OWNER.email);
  await expectAccessible(page, 'the form behind a reset link');

  // What the rules refuse uses nothing up.
  await choose(visitor, 'short');
  await visitor.at('Choose a new password');
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await choose(visitor, NEW_PASSWORD);
  await visitor.at('Log in');
  await expect(page.getByText('Your new password is saved. Log in with it.')).toBeVisible();
  await mailbox.next(OWNER.email, /^Your password at Harbour Portal was reset$/);

  // Nobody is logged in, and whoever was is out.
  await page.goto('/account');
  await visitor.at('Log in');
  await administrator.page.goto('/account');
  await administrator.visitor.at('Log in');

  await visitor.tryToLogIn(OWNER.email, OWNER.password);
  await expect(page.getByRole('alert')).toContainText("Email and password don't fit together.");
  await expectDead(visitor, link);
  await expectAccessible(page, 'the page of a dead reset link');
  await visitor.logIn({ ...OWNER, password: NEW_PASSWORD });
});

test('an unknown address gets the same words and no mail', async ({ administrator, arrive, mailbox }) => {
  expect(administrator).toBeTruthy();
  const visitor = await arrive();
  await forget(visitor, 'nobody@x.example');
  const unknown = await visitor.page.getByRole('main').innerText();
  await forget(visitor, OWNER.email);
  expect(await visitor.page.getByRole('main').innerText()).toBe(unknown);
  await resetLink(mailbox, OWNER.email);
  expect(mailbox.count('nobody@x.example')).toBe(0);
});

test('a link works once, for its time, and ends the others when it is used', async ({
  administrator,
  arrive,
  mailbox,
  portal,
}) => {
  await administrator.change({ portal_token_exp: '3600' });
  const visitor = await arrive();
  await forget(visitor, OWNER.email);
  const overdue = await resetLink(mailbox, OWNER.email);
  await portal.advance({ minutes: 61 });
  await expectDead(visitor, overdue);
  await visitor.page.getByRole('link', { name: 'Ask for a new link' }).click();
  await visitor.at('Reset Password');

  await forget(visitor, OWNER.email);
  const first = await resetLink(mailbox, OWNER.email);
  await forget(visitor, OWNER.email);
  const second = await resetLink(mailbox, OWNER.email);
  await openLink(visitor, first);
  await visitor.at('Choose a new password');
  await openLink(visitor, second);
  await choose(visitor, NEW_PASSWORD);
  await visitor.at('Log in');
  await expectDead(visitor, first);
  // No link of another kind is one either.
  await expectDead(visitor, second.slice(0, -1) + (second.endsWith('A') ? 'Q' : 'A'));
});

test('somebody who waits for approval resets the password and waits on', async ({ administrator, arrive, mailbox }) => {
  await administrator.change({ invitations_auto_approve: 'off' });
  await administrator.send([DORA.email]);
  const dora = await arrive();
  await dora.openInvitation(await dora.invitationLink(DORA.email));
  await dora.register(DORA);
  await dora.at('Waiting for approval');
  await forget(dora, DORA.email);
  await openLink(dora, await resetLink(mailbox, DORA.email));
  await choose(dora, NEW_PASSWORD);
  await dora.at('Log in');
  await dora.tryToLogIn(DORA.email, NEW_PASSWORD);
  await dora.at('Waiting for approval');
  await administrator.expectStatus(DORA.email, 'Waiting');
});

test('switched off, the link is gone and the address says so', async ({ administrator, arrive, mailbox }) => {
  await administrator.change({ portal_reset_email: 'off', portal_reset_success_email: 'off' });
  const visitor = await arrive();
  await visitor.open('/login');
  await expect(visitor.page.getByRole('link', { name: 'Reset Password' })).toHaveCount(0);
  await visitor.page.goto('/reset');
  await visitor.at('Reset Password is switched off');
  await expect(visitor.page.getByRole('main')).toContainText('An administrator of the portal can');
  await expectAccessible(visitor.page, 'the page of a reset that is off');

  // On again, at once; and the notice stays away while its own switch is off.
  await administrator.change({ portal_reset_email: 'on' });
  await forget(visitor, OWNER.email);
  await openLink(visitor, await resetLink(mailbox, OWNER.email));
  await choose(visitor, NEW_PASSWORD);
  await visitor.at('Log in');
  await visitor.logIn({ ...OWNER, password: NEW_PASSWORD });
  expect(mailbox.count(OWNER.email)).toBe(1);
});

test('too many requests say how long to wait', async ({ administrator, arrive, portal }) => {
  expect(administrator).toBeTruthy();
  const visitor = await arrive();
  const { page } = visitor;
  for (let times = 0; times < 12; times += 1) {
    await visitor.open('/reset');
    await page.getByLabel('Email').fill('somebody@x.example');
    await visitor.button('Send the link').click();
    await expect(visitor.heading(/^(Look into your mailbox|Reset Password)$/)).toBeVisible();
    if (await page.getByRole('alert').isVisible()) break;
  }
  await expect(page.getByRole('alert')).toContainText('Links that came by mail already work.');
  await expect(page.getByLabel('Email')).toHaveValue('somebody@x.example');
  await portal.advance({ hours: 1 });
  await forget(visitor, 'somebody@x.example');
});
