// Behind a link (PRODUCT.md 8.6): every state has its page, and looking changes nothing (T3).
import { expectAccessible } from '../fixtures/accessible';
import { linkIn } from '../fixtures/mailbox';
import { OWNER, expect, test, type Person } from '../fixtures/test';

const DORA: Person = { name: 'Dora Quist', email: 'dora@x.example', password: 'Granite5!meadow' };

test('a resent invitation has a new link, and the old one says so', async ({ administrator, visitor, arrive }) => {
  await administrator.send([DORA.email]);
  const dora = await arrive();
  const first = await dora.invitationLink(DORA.email);

  await administrator.openInvitations();
  await administrator.resend(DORA.email);
  const second = await dora.invitationLink(DORA.email);
  expect(second).not.toBe(first);

  await dora.openInvitation(first);
  await dora.at('A newer invitation was sent');
  await expectAccessible(dora.page, 'the page of a superseded link');
  await dora.openInvitation(second);
  await dora.register(DORA);
  await dora.at('Log in');

  // S: Inactivated until the newest completes; then it stands in the history (T12).
  await administrator.openInvitations('?status=inactivated');
  await expect(visitor.page.getByText('No invitation matches')).toBeVisible();
});

test('an invitation stays Inactivated while its resend is open', async ({ administrator }) => {
  await administrator.send([DORA.email]);
  await administrator.openInvitations();
  await administrator.resend(DORA.email);
  await administrator.expectStatus(DORA.email, 'Inactivated', '?status=inactivated');
  await administrator.expectStatus(DORA.email, 'Pending', '?status=pending');
});

test('a deleted invitation looks like one that never was', async ({ administrator, arrive }) => {
  await administrator.send([DORA.email]);
  const dora = await arrive();
  const link = await dora.invitationLink(DORA.email);
  await administrator.openInvitations();
  await administrator.delete(DORA.email);
  await dora.openInvitation(link);
  await dora.at('This link does not work');
  const deleted = await dora.page.getByRole('main').innerText();

  // One changed character leads to the same words.
  const last = link.at(-1) === 'A' ? 'Q' : 'A';
  await dora.openInvitation(link.slice(0, -1) + last);
  await dora.at('This link does not work');
  expect(await dora.page.getByRole('main').innerText()).toBe(deleted);
  await expectAccessible(dora.page, 'the page of an unknown link');

  // Hidden unless asked for; the address can be invited anew.
  await administrator.openInvitations();
  await expect.poll(() => administrator.emails()).toEqual([]);
  await administrator.expectStatus(DORA.email, 'Invalid', '?status=expired_invalid');
  await administrator.send([DORA.email]);
  await dora.join(DORA);
});

test('an expired link says when and by whom, and a new one can be asked for', async ({
  administrator,
  arrive,
  mailbox,
  portal,
}) => {
  await administrator.send([DORA.email]);
  const dora = await arrive();
  const link = await dora.invitationLink(DORA.email);
  await dora.openInvitation(link);
  await dora.at('Create your account');
  await dora.fillRegistration(DORA);

  await portal.advance({ hours: 73 });
  // The form was open: too late is said on the page of the link, and no account is made.
  await dora.button('Create account').click();
  await dora.at('This invitation has expired');
  const main = dora.page.getByRole('main');
  await expect(main).toContainText(OWNER.name);
  await expect(main.locator('time')).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT/);
  const ended = new Date((await main.locator('time').getAttribute('datetime')) ?? '');
  const ago = (portal.now().getTime() - ended.getTime()) / 60_000;
  expect(ago).toBeGreaterThan(55);
  expect(ago).toBeLessThan(65);
  await expectAccessible(dora.page, 'the page of an expired link');

  await dora.button('Ask for a new one').click();
  await expect(main).toContainText(`${OWNER.name} gets a mail that you ask for a new invitation.`);
  const asked = await mailbox.next(OWNER.email, /^dora@x\.example asks for a new invitation to Harbour Portal$/);

  // Limited: once a day.
  await dora.openInvitation(link);
  await dora.button('Ask for a new one').click();
  await expect(dora.page.getByRole('alert')).toContainText('A new invitation was asked for already today.');
  expect(mailbox.count(OWNER.email)).toBe(1);

  // The inviter's session has ended meanwhile; the mail leads to the row all the same.
  const { page } = administrator;
  await page.goto(linkIn(asked, '/consumers/invitations/'));
  await administrator.visitor.at('Log in');
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await administrator.visitor.button('Log in').click();
  await expect(page).toHaveURL(linkIn(asked, '/consumers/invitations/').split('#')[0] + '');
  await administrator.visitor.alive();
  await expect(page.getByRole('main')).toContainText('Expired');

  // Right on every read, without any job having run.
  await administrator.expectStatus(DORA.email, 'Expired');
  await administrator.resend(DORA.email);
  await dora.join(DORA);
});

test('a used link shows its page and changes nothing', async ({ administrator, arrive }) => {
  await administrator.send([DORA.email]);
  const dora = await arrive();
  const link = await dora.invitationLink(DORA.email);
  await dora.openInvitation(link);
  await dora.register(DORA);
  await dora.at('Log in');
  await dora.openInvitation(link);
  await dora.at('This invitation has been used');
  await expectAccessible(dora.page, 'the page of a used link');
  await administrator.expectStatus(DORA.email, 'Approved');
});

test('opening a link changes nothing, however often', async ({ administrator, arrive }) => {
  await administrator.send([DORA.email]);
  const dora = await arrive();
  const link = await dora.invitationLink(DORA.email);
  for (let times = 0; times < 3; times += 1) {
    await dora.openInvitation(link);
    await dora.at('Create your account');
  }
  const other = await arrive();
  await other.openInvitation(link);
  await other.at('Create your account');
  await administrator.expectStatus(DORA.email, 'Pending');
});

test('two tabs that register at once make one account', async ({ administrator, arrive }) => {
  await administrator.send([DORA.email]);
  const one = await arrive();
  const link = await one.invitationLink(DORA.email);
  const two = await arrive();
  for (const tab of [one, two]) {
    await tab.openInvitation(link);
    await tab.fillRegistration(DORA);
  }
  await Promise.all([one, two].map((tab) => tab.button('Create account').click()));
  const headings = await Promise.all(
    [one, two].map(async (tab) => {
      await expect(tab.heading(/^(Log in|This invitation has been used)$/)).toBeVisible();
      return (await tab.page.getByRole('heading', { level: 1 }).innerText()).trim();
    }),
  );
  expect(headings.sort()).toEqual(['Log in', 'This invitation has been used']);
});

test('somebody signed in as another sees both addresses, and nothing happens silently', async ({
  administrator,
  visitor,
}) => {
  await administrator.send([DORA.email]);
  const link = await visitor.invitationLink(DORA.email);
  await visitor.openInvitation(link);
  await visitor.at('This invitation is for another address');
  const main = visitor.page.getByRole('main');
  await expect(main).toContainText(DORA.email);
  await expect(main).toContainText(OWNER.email);
  await expectAccessible(visitor.page, 'the page for somebody else');

  await visitor.page.getByRole('link', { name: `Stay logged in as ${OWNER.email}` }).click();
  await visitor.at('Invitations');
  await expect(administrator.cell(DORA.email, 'Status')).toContainText('Pending');

  await visitor.openInvitation(link);
  await visitor.button('Log out and continue').click();
  await visitor.at('Create your account');
  await visitor.register(DORA);
  await visitor.at('Log in');
  await visitor.logIn(DORA);
  await visitor.atHome(DORA.name);
});
