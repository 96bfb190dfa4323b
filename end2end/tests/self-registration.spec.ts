// Self-registration (PRODUCT.md section 3, T23): ask, confirm through the mail, wait or be in at once.
import { expectAccessible } from '../fixtures/accessible';
import { linkIn } from '../fixtures/mailbox';
import { OWNER, expect, test, type Person } from '../fixtures/test';

const SELA: Person = { name: 'Sela Marsh', email: 'sela@x.example', password: 'Granite5!meadow' };

test('whoever asks confirms through the mail and waits', async ({ arrive, mailbox, portal }) => {
  const sela = await arrive();
  await sela.open('/login');
  await sela.page.getByRole('link', { name: 'CREATE AN ACCOUNT' }).click();
  await sela.at('Create your account');
  await expectAccessible(sela.page, 'the form that asks for an account');
  await sela.askForAccount(SELA);
  await expectAccessible(sela.page, 'the page after asking');
  await expect(sela.page.getByRole('main')).not.toContainText(SELA.email);

  const link = await sela.confirmationLink(SELA.email);
  await sela.openConfirmation(link);
  await sela.at('Create your account');
  await expect(sela.page.getByLabel('Email')).toHaveValue(SELA.email);
  await expect(sela.page.getByLabel('Email')).not.toBeEditable();
  await expect(sela.page.getByLabel('Full name')).toHaveValue(SELA.name);
  await expect(sela.page.getByRole('main')).toContainText('10 to 16 characters');
  await expectAccessible(sela.page, 'the form behind the confirming link');
  await sela.register({ name: SELA.name, password: 'short' });
  await expect(sela.page.getByRole('alert')).toContainText('use at least 10 characters');
  await sela.register(SELA);
  await sela.at('Waiting for approval');
  await expectAccessible(sela.page, 'the page of whoever waits');

  const request = await mailbox.next(OWNER.email, /^Sela Marsh waits for access/);
  const review = new URL(linkIn(request, '/consumers/developers'));
  expect(review.search).toBe('?tab=requested');
  await sela.tryToLogIn(SELA.email, SELA.password);
  await sela.at('Waiting for approval');

  // The link has done its work.
  await sela.openConfirmation(link);
  await sela.at('This link does not work');
  await expectAccessible(sela.page, 'the page of a dead link');
  await sela.page.getByRole('link', { name: 'Ask for a new link' }).click();
  await expect(sela.page).toHaveURL(`${portal.url}/register`);
});

test('with auto-approve whoever confirms logs in at once', async ({ administrator, arrive, mailbox }) => {
  await administrator.change({ portal_auto_approve: 'on' });
  const sela = await arrive();
  await sela.askForAccount(SELA);
  await sela.openConfirmation(await sela.confirmationLink(SELA.email));
  await sela.register(SELA);
  await sela.at('Log in');
  await expect(sela.page.getByText('Your account is ready.')).toBeVisible();
  await mailbox.next(SELA.email, /is approved$/);
  await sela.logIn(SELA);
  await sela.atHome(SELA.name);

  // Who has an account reads so in the mail, and nowhere else.
  const stranger = await arrive();
  await stranger.askForAccount({ ...SELA, name: 'Somebody Else' });
  const letter = await mailbox.next(SELA.email, /^You already have an account at/);
  expect(new URL(linkIn(letter, '/login')).pathname).toBe('/login');
  expect(letter.text).not.toContain('/confirm/');
});

test('an open invitation is redeemed by whoever asks all the same', async ({ administrator, arrive }) => {
  await administrator.send([SELA.email], { role: 'Team' });
  const sela = await arrive();
  const invitation = await sela.invitationLink(SELA.email);
  await sela.askForAccount(SELA);
  await sela.openConfirmation(await sela.confirmationLink(SELA.email));
  await expect(sela.page.getByRole('main')).toContainText('Team');
  await sela.register(SELA);
  await sela.at('Log in');
  await administrator.expectStatus(SELA.email, 'Approved');
  await sela.openInvitation(invitation);
  await sela.at('This invitation has been used');
});

test('asking again replaces the link, and after a day it is dead', async ({ arrive, portal }) => {
  const sela = await arrive();
  await sela.askForAccount(SELA);
  const first = await sela.confirmationLink(SELA.email);
  await sela.askForAccount(SELA);
  const second = await sela.confirmationLink(SELA.email);
  await sela.openConfirmation(first);
  await sela.at('This link does not work');
  await sela.openConfirmation(second);
  await sela.at('Create your account');
  await portal.advance({ hours: 25 });
  await sela.register(SELA);
  await sela.at('This link does not work');
});

test('switched off, only invited people create an account', async ({ administrator, arrive }) => {
  await administrator.change({ self_registration: 'off' });
  const sela = await arrive();
  await sela.open('/register');
  await expect(sela.page.getByText('You need an invitation to create an account.')).toBeVisible();
  await expect(sela.button('Send me the mail')).toHaveCount(0);
  await expectAccessible(sela.page, 'the tab without self-registration');
  const refused = await sela.page.request.post(`${sela.portal.url}/register`, {
    form: { full_name: SELA.name, email: SELA.email },
    headers: { origin: sela.portal.url },
  });
  expect(refused.status()).toBe(403);
});
