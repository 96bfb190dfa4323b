// Pictures of every page, light and dark, wide and narrow, for people to look at:
// `cargo xtask e2e --grep @screens`, then open end2end/test-results/screens.
import path from 'node:path';
import type { Page } from '@playwright/test';
import { linkIn } from '../fixtures/mailbox';
import { OWNER, expect, test, type Person } from '../fixtures/test';
import { Administrator } from '../fixtures/administrator';
import type { Visitor } from '../fixtures/visitor';

/** Something of everything that the home page can hold. */
const HOME = `# Before you start

Read the **rules of the harbour** and ask [the pilots](https://pilots.example.org) or <pilots@example.org>.

## Keys

1. Make a key under *Credentials*.
2. Keep it ~~on a note~~ in a safe.

- [x] Rules read
- [ ] Key made

> The tide waits for nobody.

\`\`\`
curl https://api.example.org/tides?port=north-harbour-with-a-long-name -H "Authorization: Bearer ..."
\`\`\`

| Port | Depth | Pilot | Opening hours |
|---|---|---|---|
| North | 12 m | yes | 06:00 to 22:00 |
| South | 8 m | no | 08:00 to 18:00 |
`;

const UMA: Person = { name: 'Uma Thurgood', email: 'uma@x.example', password: 'Granite5!meadow' };
const VIC: Person = { name: 'Victor Alexander Montgomery-Smythe', email: 'vic@x.example', password: 'Granite5!meadow' };

const SCREENS = [
  { name: 'light-1280', colorScheme: 'light', width: 1280, height: 800 },
  { name: 'dark-1280', colorScheme: 'dark', width: 1280, height: 800 },
  { name: 'light-360', colorScheme: 'light', width: 360, height: 720 },
  { name: 'dark-360', colorScheme: 'dark', width: 360, height: 720 },
] as const;

/** The page as it is now, on every screen. A dialog is taken as it covers the window. */
async function take(page: Page, name: string): Promise<void> {
  const hasDialog = (await page.getByRole('dialog').count()) > 0;
  for (const screen of SCREENS) {
    await page.emulateMedia({ colorScheme: screen.colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: screen.width, height: screen.height });
    const file = path.join('test-results', 'screens', `${name}-${screen.name}.png`);
    await page.screenshot({ path: file, fullPage: !hasDialog, animations: 'disabled' });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

test.describe('pictures @screens', () => {
  test.skip(({ javaScriptEnabled, database }) => javaScriptEnabled === false || database !== 'sqlite', 'once is enough');
  test.setTimeout(240_000);

  test('public pages', async ({ administrator, arrive, portal, mailbox }) => {
    const guest = await arrive();
    const shoot = async (visitor: Visitor, heading: string, name: string) => {
      await visitor.at(heading);
      await take(visitor.page, name);
    };
    await guest.open('/login');
    await shoot(guest, 'Log in', 'login');
    await guest.tryToLogIn('nobody@x.example', 'Wrong9!password');
    await shoot(guest, 'Log in', 'login-refused');
    await guest.open('/register');
    await shoot(guest, 'Create your account', 'register');
    await guest.askForAccount(UMA);
    await shoot(guest, 'Look into your mailbox', 'look-into-your-mailbox');
    await guest.openConfirmation(await guest.confirmationLink(UMA.email));
    await shoot(guest, 'Create your account', 'confirmation');
    await guest.open('/reset');
    await shoot(guest, 'Reset Password', 'reset');
    await guest.page.getByLabel('Email').fill(OWNER.email);
    await guest.button('Send the link').click();
    await shoot(guest, 'Look into your mailbox', 'reset-asked');
    await guest.page.goto(linkIn(await mailbox.next(OWNER.email, /^Reset your password/), '/reset/'));
    await shoot(guest, 'Choose a new password', 'reset-new');
    await guest.page.goto('/reset/x');
    await shoot(guest, 'This link does not work', 'reset-dead');
    await administrator.invite(UMA.email, { message: 'Welcome to the harbour. Ask me anything.' });
    const link = await guest.invitationLink(UMA.email);
    await guest.openInvitation(link);
    await shoot(guest, 'Create your account', 'invitation');
    await guest.register({ name: UMA.name, password: 'short' });
    await shoot(guest, 'Create your account', 'invitation-refused');
    const { page } = administrator;
    await page.goto(link);
    await shoot(administrator.visitor, 'This invitation is for another address', 'somebody-else');
    await administrator.openInvitations();
    await administrator.resend(UMA.email);
    await guest.openInvitation(link);
    await shoot(guest, 'A newer invitation was sent', 'superseded');
    const second = await guest.invitationLink(UMA.email);
    await administrator.change({ invitations_auto_approve: 'off' });
    await guest.openInvitation(second);
    await guest.register(UMA);
    await shoot(guest, 'Waiting for approval', 'waiting');
    await administrator.openInvitations('?status=waiting');
    await administrator.deny(UMA.email, 'Not this time.');
    await guest.openInvitation(second);
    await shoot(guest, 'This invitation is closed', 'refused');
    await guest.tryToLogIn(UMA.email, UMA.password);
    await shoot(guest, 'Your registration was not approved', 'not-approved');
    await guest.open(`/invite/${'A'.repeat(43)}`);
    await shoot(guest, 'This link does not work', 'unknown');
    await guest.page.goto('/nowhere');
    await shoot(guest, 'There is nothing here', 'not-found');
    await administrator.send([VIC.email], { hours: 1 });
    const late = await guest.invitationLink(VIC.email);
    await portal.advance({ hours: 2 });
    await guest.openInvitation(late);
    await shoot(guest, 'This invitation has expired', 'expired');
    await guest.button('Ask for a new one').click();
    await shoot(guest, 'This invitation has expired', 'expired-asked');
    // The mails, as a mail program in a narrow window shows them.
    for (const letter of mailbox.letters) {
      const kind = letter.subject.replace(/[^a-z]+/gi, '-').toLowerCase();
      const mail = await guest.page.context().newPage();
      await mail.setContent(letter.html);
      await take(mail, `mail-${kind}`);
      await mail.close();
    }
  });

  test('console', async ({ administrator, arrive }) => {
    const { page, visitor } = administrator;
    const shoot = async (address: string, heading: string | RegExp, name: string) => {
      await visitor.open(address);
      await visitor.at(heading);
      await take(page, name);
    };
    await shoot('/consumers/invitations', 'Invitations', 'table-empty');
    await shoot('/mail', 'Mail', 'mail-empty');
    await administrator.send(Array.from({ length: 30 }, (_, n) => `person${n}@department.company.example`));
    await administrator.send([UMA.email, 'an.extraordinarily.long.local.part@a-long-department-name.company.example']);
    const uma = await arrive();
    await uma.join(UMA);
    await administrator.change({ invitations_auto_approve: 'off' });
    await administrator.send([VIC.email], { role: 'Team' });
    const vic = await arrive();
    await vic.openInvitation(await vic.invitationLink(VIC.email));
    await vic.register(VIC);
    await vic.at('Waiting for approval');
    await administrator.openInvitations();
    await administrator.resend('person3@department.company.example');
    await shoot('/consumers/invitations', 'Invitations', 'table');
    await shoot('/consumers/developers', 'Developers', 'developers-requested');
    await shoot('/consumers/developers?tab=approved', 'Developers', 'developers-approved');
    await shoot('/consumers/developers?tab=revoked', 'Developers', 'developers-revoked');
    await shoot('/consumers/invitations?search=nobody&status=waiting', 'Invitations', 'table-no-match');
    await shoot('/consumers/invitations?search=person1&status=pending&sort=email&dir=asc', 'Invitations', 'table-filtered');
    await administrator.startInviting();
    await take(page, 'invite-empty');
    await administrator.fillInvitation('ada@x.example; grace@x.example; bad; joan@host; uma@x.example', { message: 'Hello.' });
    await take(page, 'invite');
    await administrator.submitButton().click();
    await expect(administrator.result()).toBeVisible();
    await take(page, 'invite-result');
    await shoot('/consumers/invitations/new', 'Invite people', 'invite-page');
    await administrator.openInvitations();
    await administrator.icon('Delete', 'ada@x.example').click();
    await take(page, 'delete');
    await administrator.openInvitations();
    await administrator.review(VIC.email);
    await expect(page.getByText('Loading…')).toHaveCount(0);
    await take(page, 'review');
    await administrator.openInvitations('?status=waiting');
    await page.getByRole('link', { name: VIC.email, exact: true }).click();
    await visitor.at('Invitation');
    await take(page, 'detail-waiting');
    await administrator.openInvitations('?search=person3%40&status=pending');
    await page.getByRole('rowheader').getByRole('link').first().click();
    await visitor.at('Invitation');
    await take(page, 'detail-pending');
    await shoot('/mail', 'Mail', 'mail');
    await page.getByRole('link', { name: /^Read the mail to/ }).first().click();
    await expect(page.getByText('Delivery').first()).toBeVisible();
    await take(page, 'letter');
    await vic.tryToLogIn(VIC.email, 'Wrong9!password');
    await shoot('/audit', 'Audit', 'audit');
    await page.locator('summary', { hasText: 'Details' }).nth(1).click();
    await take(page, 'audit-details');
    await shoot('/roles', 'Roles', 'roles');
    await shoot('/audit?about=denial&by=system', 'Audit', 'audit-no-match');
    await shoot('/audit?about=setting&from=2020-01-01', 'Audit', 'audit-filtered');
    await visitor.button('Verify').click();
    await expect(page.getByText('The audit trail is whole')).toBeVisible();
    await take(page, 'audit-verified');
    await administrator.change({ password_profile: 'either', home_page: HOME });
    for (const tab of ['approval', 'passwords', 'appearance', 'home', 'mail', 'limits']) {
      await shoot(`/settings/${tab}`, 'Settings', `settings-${tab}`);
    }
    await shoot('/settings/mail/invitation', 'Invitation', 'mail-sample');
    await shoot('/account', 'My account', 'account');
    await uma.logIn(UMA);
    await uma.atHome(UMA.name);
    await take(uma.page, 'home');
    await uma.page.goto('/mail');
    await uma.at('Your role does not allow this');
    await take(uma.page, 'forbidden');
    await page.setViewportSize({ width: 360, height: 720 });
    await visitor.open('/consumers/invitations');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.screenshot({ path: 'test-results/screens/menu-360.png' });
  });

  test('without a mail server', async ({ arrive, portal, mailbox }) => {
    expect(mailbox.letters).toHaveLength(0);
    await portal.restart(undefined);
    const visitor = await arrive();
    await visitor.page.goto(`${portal.url}/login`);
    const { OWNER } = await import('../fixtures/test');
    await visitor.page.getByLabel('Email').fill(OWNER.email);
    await visitor.page.getByLabel('Password', { exact: true }).fill(OWNER.password);
    await visitor.button('Log in').click();
    await visitor.at('Invitations');
    const administrator = new Administrator(visitor);
    await administrator.send([UMA.email]);
    await visitor.page.goto(`${portal.url}/mail`);
    await visitor.at('Mail');
    await take(visitor.page, 'local-mailbox');
    await visitor.page.getByRole('link', { name: /^Read the mail to/ }).first().click();
    await expect(visitor.page.getByText('The link in this mail')).toBeVisible();
    await take(visitor.page, 'local-letter');
  });
});
