// Asking not to be invited (PRODUCT.md T21; SECURITY INV-19, RFC 8058), and the one reminder (section 6).
import type { Administrator } from '../fixtures/administrator';
import { expectAccessible } from '../fixtures/accessible';
import { linkIn, type Letter, type Mailbox } from '../fixtures/mailbox';
import { OWNER, PORTAL_NAME, expect, test, type Person } from '../fixtures/test';

const DORA: Person = { name: 'Dora Quist', email: 'dora@x.example', password: 'Granite5!meadow' };
const ASKED = 'This address asked not to be invited';

async function invitation(mailbox: Mailbox): Promise<Letter> {
  return mailbox.next(DORA.email, /^.* invites you to /);
}

/** The page of the newest invitation of the address. */
async function openDetail(administrator: Administrator): Promise<void> {
  await administrator.openInvitations();
  await administrator.row(DORA.email).first().getByRole('link', { name: DORA.email, exact: true }).click();
  await administrator.visitor.at('Invitation');
}

test('whoever stops invitations is not invited until an Owner lifts it with a reason', async ({
  administrator,
  arrive,
  mailbox,
  watch,
}) => {
  const { page } = administrator;
  await administrator.send([DORA.email]);
  const letter = await invitation(mailbox);
  const link = linkIn(letter, '/opt-out/');
  expect(letter.raw).toContain(`List-Unsubscribe: <${link}>`);
  expect(letter.raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');

  // Looking changes nothing, however often.
  const dora = await arrive();
  for (let times = 0; times < 3; times += 1) {
    await dora.page.goto(link);
    await expect(dora.page).toHaveURL(`${dora.portal.url}/opt-out`);
    await dora.at('Stop invitations');
  }
  const main = dora.page.getByRole('main');
  await expect(main).toContainText(`${PORTAL_NAME} sends invitations to ${DORA.email}.`);
  await expectAccessible(dora.page, 'the page that stops invitations');
  await administrator.expectStatus(DORA.email, 'Pending');

  await dora.button('Send no more invitations').click();
  await dora.at('Invitations are stopped');
  await expectAccessible(dora.page, 'the page of stopped invitations');
  await dora.openInvitation(linkIn(letter, '/invite/'));
  await dora.at('This invitation is closed');
  await administrator.expectStatus(DORA.email, 'Rejected');
  await expect(administrator.cell(DORA.email, 'Status')).toContainText('declined by invitee');

  // Neither invited nor sent again.
  const result = await administrator.invite(DORA.email);
  await expect(result).toContainText('Asked not to be invited');
  await expect(result).toContainText(DORA.email);
  watch.expectRefusal(409);
  await administrator.openInvitations();
  await administrator.icon('Resend invitation', DORA.email).click();
  const asked = administrator.js ? administrator.dialog() : page.getByRole('main');
  await asked.getByRole('button', { name: 'Resend invitation', exact: true }).click();
  await expect(page.getByText(`${ASKED}, on `).first()).toBeVisible();
  expect(mailbox.count(DORA.email)).toBe(1);

  await openDetail(administrator);
  await expect(page.getByRole('heading', { name: ASKED })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Asked not to be invited · The invitee');
  await expectAccessible(page, 'an invitation whose address asked not to be invited');
  await page.getByLabel('Reason for allowing them').fill('She rang and asked for it.');
  await administrator.visitor.button('Allow invitations again').click();
  const told = administrator.js ? page.getByRole('region', { name: 'Notifications' }) : page.getByRole('main');
  await expect(told).toContainText('Allowed again. The address can be invited.');
  await expect(page.getByRole('heading', { name: ASKED })).toHaveCount(0);
  await expect(page.getByRole('main')).toContainText(`Invitations allowed again · ${OWNER.name}`);
  await expect(page.getByRole('main')).toContainText('She rang and asked for it.');

  await administrator.openInvitations();
  await administrator.resend(DORA.email);
  await dora.join(DORA);
});

test('the button of a mail program stops them, and the person allows them again', async ({
  administrator,
  arrive,
  mailbox,
}) => {
  await administrator.send([DORA.email]);
  const link = linkIn(await invitation(mailbox), '/opt-out/');
  // No browser, no cookie, no origin; a mail program may press it twice.
  for (let times = 0; times < 2; times += 1) {
    const answer = await fetch(link, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(answer.status).toBe(200);
  }
  await administrator.expectStatus(DORA.email, 'Rejected');

  const dora = await arrive();
  await dora.page.goto(link);
  await dora.at('Invitations are stopped');
  await dora.button('Allow invitations again').click();
  await dora.at('Stop invitations');
  await expect(dora.page.getByText('Invitations are allowed again.')).toBeVisible();
  await expectAccessible(dora.page, 'the page after allowing invitations again');

  await administrator.send([DORA.email]);
  await dora.join(DORA);
});

test('one reminder goes out before the end, with a link that works', async ({
  administrator,
  arrive,
  mailbox,
  portal,
}) => {
  await administrator.openSettings('mail');
  await expectAccessible(administrator.page, 'the settings of mail');
  await administrator.position('Reminder', true).check();
  await administrator.page.getByLabel('A reminder goes out').fill('30');
  await administrator.save();
  await administrator.expectSaved();
  await administrator.send([DORA.email]);
  const first = await invitation(mailbox);
  await portal.advance({ hours: 43 });
  const reminder = await mailbox.next(DORA.email, new RegExp(`^Reminder: ${OWNER.name} invites you to ${PORTAL_NAME}$`));
  expect(linkIn(reminder, '/invite/')).not.toBe(linkIn(first, '/invite/'));
  expect(linkIn(reminder, '/opt-out/')).not.toBe(linkIn(first, '/opt-out/'));

  const dora = await arrive();
  await dora.openInvitation(linkIn(reminder, '/invite/'));
  await dora.register(DORA);
  await dora.at('Log in');
  await dora.openInvitation(linkIn(first, '/invite/'));
  await dora.at('This invitation has been used');
  expect(mailbox.count(DORA.email)).toBe(2);

  // The Owner's session has ended meanwhile.
  await administrator.visitor.logIn(OWNER);
  await openDetail(administrator);
  await expect(administrator.page.getByRole('main')).toContainText('Reminded');
});
