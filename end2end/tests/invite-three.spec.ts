// The main job, end to end: three people by S's separators. One joins, one waits and is accepted, one is
// denied, invited again, and joins with a new password (T1, T4, T5, T6, T7, T11, T18).
import { expectAccessible } from '../fixtures/accessible';
import { linkIn } from '../fixtures/mailbox';
import { OWNER, expect, test, type Person } from '../fixtures/test';

const ADA: Person = { name: 'Ada Lovelace', email: 'a@x.example', password: 'Violet9?marble' };
const BEN: Person = { name: 'Ben Okri', email: 'b@x.example', password: 'Copper4+thicket' };
const CLEO: Person = { name: 'Cleo Farah', email: 'c@x.example', password: 'Walnut6%orbit' };

test('three people are invited: one joins, one waits and is accepted, one is denied and invited again', async ({
  administrator,
  arrive,
  mailbox,
  portal,
}) => {
  const { page } = administrator;
  await administrator.startInviting();
  await administrator.fillInvitation('a@x.example;b@x.example, c@x.example', { message: 'Welcome aboard.' });
  await expectAccessible(page, 'inviting');
  await administrator.submitButton().click();
  const result = administrator.result();
  await expect(result).toContainText('3 invited');
  for (const person of [ADA, BEN, CLEO]) await expect(result).toContainText(person.email);
  await expectAccessible(page, 'the result of inviting');

  await administrator.openInvitations();
  expect((await administrator.emails()).sort()).toEqual([ADA.email, BEN.email, CLEO.email]);
  for (const person of [ADA, BEN, CLEO]) {
    await expect(administrator.cell(person.email, 'Status')).toContainText('Pending');
    await expect(administrator.cell(person.email, 'Invited by')).toContainText(OWNER.name);
  }
  await expectAccessible(page, 'the table');

  // Each mail has one recipient, and says who invites, to what, until when (PRODUCT.md section 6).
  const letter = await mailbox.next(ADA.email, /^Olympia Owner invites you to Harbour Portal$/);
  expect(letter.html).toContain('Confirm your account');
  expect(letter.text).toContain('> Welcome aboard.');
  expect(letter.text).toContain('with the role Customer');
  expect(letter.raw).not.toContain(BEN.email);

  // Ada joins under pre-approval.
  const ada = await arrive();
  await ada.openInvitation(linkIn(letter, '/invite/'));
  await ada.at('Create your account');
  await expect(ada.page.getByLabel('Email')).toHaveValue(ADA.email);
  await expect(ada.page.getByLabel('Email')).not.toBeEditable();
  await expect(ada.page.getByText('Welcome aboard.')).toBeVisible();
  await expectAccessible(ada.page, 'the registration page');
  await ada.register(ADA);
  await expect(ada.page).toHaveURL(/\/login\?notice=registered$/);
  await expect(ada.page.getByText('Your account is ready.')).toBeVisible();
  await ada.logIn(ADA);
  await ada.atHome(ADA.name);
  await administrator.expectStatus(ADA.email, 'Approved');

  // Pre-approval off: it counts at the moment of registering.
  await administrator.setPreApproval(false);
  await administrator.expectSaved();
  await administrator.openInvitations();
  await expect(administrator.cell(BEN.email, 'Status')).toContainText('needs approval');

  // Ben waits, is told so at every turn, and is accepted through the clock.
  const ben = await arrive();
  await ben.openInvitation(await ben.invitationLink(BEN.email));
  await expect(ben.page.getByText('After you create the account an administrator looks at it.')).toBeVisible();
  await ben.register(BEN);
  await ben.at('Waiting for approval');
  await expectAccessible(ben.page, 'the page that says waiting');
  await ben.tryToLogIn(BEN.email, BEN.password);
  await ben.at('Waiting for approval');
  await ben.tryToLogIn(BEN.email, 'Copper4+thickex');
  await expect(ben.page.getByRole('alert')).toContainText("Email and password don't fit together.");
  const request = await mailbox.next(OWNER.email, /^Ben Okri waits for access to Harbour Portal$/);
  expect(linkIn(request, '/consumers/invitations')).toBe(`${portal.url}/consumers/invitations?status=waiting`);

  await administrator.openInvitations('?status=waiting');
  await expect.poll(() => administrator.emails()).toEqual([BEN.email]);
  await administrator.review(BEN.email);
  await expectAccessible(page, 'the review');
  await administrator.openInvitations('?status=waiting');
  await administrator.accept(BEN.email);
  await mailbox.next(BEN.email, /^Your account at Harbour Portal is approved$/);
  await administrator.expectStatus(BEN.email, 'Approved');
  await ben.logIn(BEN);
  await ben.atHome(BEN.name);

  // Cleo is denied, with a reason.
  const cleo = await arrive();
  const link = await cleo.invitationLink(CLEO.email);
  await cleo.openInvitation(link);
  await cleo.register(CLEO);
  await cleo.at('Waiting for approval');
  await administrator.openInvitations();
  await administrator.deny(CLEO.email, 'We need a company address.');
  const refused = await mailbox.next(CLEO.email, /was refused$/);
  expect(refused.text).toContain('> We need a company address.');
  await administrator.expectStatus(CLEO.email, 'Rejected');
  await cleo.openInvitation(link);
  await cleo.at('This invitation is closed');
  // Only after the right password (PRODUCT.md section 3).
  await cleo.tryToLogIn(CLEO.email, 'Walnut6%orbix');
  await expect(cleo.page.getByRole('alert')).toContainText("Email and password don't fit together.");
  await cleo.tryToLogIn(CLEO.email, CLEO.password);
  await cleo.at('Your registration was not approved');
  await expectAccessible(cleo.page, 'the page of a rejected account');

  // Invited again: the same account, the form prefilled, a new password that replaces the old one.
  await administrator.openInvitations();
  await administrator.resend(CLEO.email);
  await administrator.change({ invitations_auto_approve: 'on' });
  await cleo.openInvitation(await cleo.invitationLink(CLEO.email));
  await expect(cleo.page.getByText('You have registered here before.')).toBeVisible();
  await expect(cleo.page.getByLabel('Full name')).toHaveValue(CLEO.name);
  const renewed: Person = { ...CLEO, password: 'Saffron2#bridge' };
  await cleo.register(renewed);
  await cleo.at('Log in');
  await cleo.tryToLogIn(CLEO.email, CLEO.password);
  await expect(cleo.page.getByRole('alert')).toContainText("Email and password don't fit together.");
  await cleo.logIn(renewed);
  await cleo.atHome(CLEO.name);

  // T12: the superseded row leaves the list once the newest is approved.
  await administrator.openInvitations('?search=c%40x');
  await expect.poll(() => administrator.emails()).toEqual([CLEO.email]);
  await expect(administrator.cell(CLEO.email, 'Status')).toContainText('Approved');
});
