// Settings in force at once (PRODUCT.md section 7), and the question of T20.
import { expectAccessible } from '../fixtures/accessible';
import { expect, test, type Person } from '../fixtures/test';
import type { Administrator } from '../fixtures/administrator';
import type { Visitor } from '../fixtures/visitor';

const HUE: Person = { name: 'Hue Tran', email: 'hue@x.example', password: 'Granite5!meadow' };
const IDA: Person = { name: 'Ida Falk', email: 'ida@x.example', password: 'Granite5!meadow' };

async function twoWaiting(administrator: Administrator, arrive: () => Promise<Visitor>): Promise<void> {
  await administrator.change({ invitations_auto_approve: 'off' });
  await administrator.send([HUE.email, IDA.email]);
  for (const person of [HUE, IDA]) {
    const visitor = await arrive();
    await visitor.openInvitation(await visitor.invitationLink(person.email));
    await visitor.register(person);
    await visitor.at('Waiting for approval');
  }
}

test('pre-approval on with people waiting asks: approve all', async ({ administrator, arrive, mailbox, watch }) => {
  const { page } = administrator;
  await twoWaiting(administrator, arrive);
  watch.expectRefusal(400);
  await administrator.setPreApproval(true);
  await expect(page.getByRole('heading', { name: '2 invitations wait for approval' })).toBeVisible();
  await expectAccessible(page, 'the question about waiting rows');
  await administrator.visitor.button('Approve all 2 now').click();
  if (administrator.js) {
    await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('Saved. 2 people are approved.');
  } else {
    await expect(page.getByText('The invitations that waited are approved')).toBeVisible();
  }
  for (const person of [HUE, IDA]) await mailbox.next(person.email, /is approved$/);
  await administrator.expectStatus(HUE.email, 'Approved');
  await administrator.expectStatus(IDA.email, 'Approved');
});

test('pre-approval on with people waiting asks: keep for review', async ({ administrator, arrive, mailbox, watch }) => {
  const { page } = administrator;
  await twoWaiting(administrator, arrive);
  watch.expectRefusal(400);
  await administrator.setPreApproval(true);
  await administrator.visitor.button('Keep for review').click();
  if (administrator.js) {
    await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('2 people are kept for review.');
  } else {
    await expect(page.getByText('Saved. It holds from now on.')).toBeVisible();
  }
  await administrator.expectStatus(HUE.email, 'Waiting');
  expect(mailbox.count(HUE.email)).toBe(1);
  await administrator.openSettings('approval');
  await expect(administrator.position('Invitations are pre-approved', true)).toBeChecked();
});

test('the question left unanswered changes nothing', async ({ administrator, arrive, watch }) => {
  const { page } = administrator;
  await twoWaiting(administrator, arrive);
  watch.expectRefusal(400);
  await administrator.setPreApproval(true);
  if (administrator.js) await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).last().click();
  else await page.getByRole('link', { name: 'Cancel' }).click();
  await administrator.openSettings('approval');
  await expect(administrator.position('Invitations are pre-approved', false)).toBeChecked();
  await administrator.expectStatus(HUE.email, 'Waiting');
});

test('name and body colour show on the login screen and in the mail', async ({ administrator, arrive, mailbox, watch }) => {
  const { page } = administrator;
  await administrator.openSettings('appearance');
  await expectAccessible(page, 'the settings of appearance');
  await page.getByLabel('Portal name').fill('Copper Works');
  await page.getByLabel('Body colour', { exact: true }).fill('#7a1f3d');
  await administrator.save();
  await administrator.expectSaved();

  const guest = await arrive();
  await guest.open('/login');
  await expect(guest.page).toHaveTitle('Log in · Copper Works');
  await expect(guest.page.getByText('Copper Works')).toBeVisible();
  const colour = () =>
    guest.page.evaluate(() => getComputedStyle(document.querySelector('.public') ?? document.body).backgroundColor);
  expect(await colour()).toBe('rgb(122, 31, 61)');
  await administrator.send([HUE.email]);
  await mailbox.next(HUE.email, /^Olympia Owner invites you to Copper Works$/);

  // A colour that is none is refused at its field, with what was typed.
  await administrator.openSettings('appearance');
  await page.getByLabel('Body colour', { exact: true }).fill('mauve');
  watch.expectRefusal(400);
  await administrator.save();
  await expect(page.getByLabel('Body colour', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Body colour', { exact: true })).toHaveValue('mauve');
  await page.getByLabel('Body colour', { exact: true }).fill('#204060');
  await administrator.save();
  await administrator.expectSaved();
});

test('the validity of the settings is that of the next invitation', async ({ administrator, portal }) => {
  const { page } = administrator;
  await administrator.openSettings('approval');
  await page.getByLabel('An invitation is valid for').fill('168');
  await administrator.save();
  await administrator.expectSaved();
  await administrator.invite('week@x.example');
  await administrator.openInvitations();
  const until = await administrator.cell('week@x.example', 'Valid until').locator('time').getAttribute('datetime');
  const days = (new Date(until ?? '').getTime() - portal.now().getTime()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThanOrEqual(7);
});

test('every tab of the settings is accessible', async ({ administrator }) => {
  for (const tab of ['approval', 'passwords', 'appearance', 'home', 'mail', 'limits'] as const) {
    await administrator.openSettings(tab);
    await expectAccessible(administrator.page, `the settings of ${tab}`);
  }
});

test('budgets are kept and told', async ({ administrator }) => {
  await administrator.openSettings('limits');
  await administrator.page.getByLabel('Invitations of one inviter').fill('2');
  await administrator.save();
  await administrator.expectSaved();
  const result = await administrator.invite('a@x.example b@x.example c@x.example');
  await expect(result).toContainText('2 invited');
  await expect(result).toContainText('Your budget for today is used up');
});

test('inviting by mail can be switched off', async ({ administrator }) => {
  const { page } = administrator;
  await administrator.send(['zoe@x.example']);
  await administrator.change({ portal_invite_email: 'off' });
  await administrator.openInvitations();
  await expect(administrator.row('zoe@x.example')).toBeVisible();
  await expect(page.getByRole('button', { name: 'INVITE', exact: true })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'INVITE', exact: true })).toHaveCount(0);
  await expect(administrator.icon('Resend invitation', 'zoe@x.example')).toHaveCount(0);
  const answer = await administrator.call('invitations/invite', {
    key: '0198c0de-0000-7000-8000-00000000000e',
    addresses: 'yan@x.example',
    role: 'Customer',
    validity_hours: '72',
  });
  expect(answer.status, answer.body).toBe(409);
  await administrator.visitor.open('/consumers/invitations/new');
  await expect(page.getByText('Inviting by mail is switched off.')).toBeVisible();

  // Neither through one's own mail client (K).
  await administrator.visitor.open('/consumers/developers');
  await expect(page.getByRole('link', { name: 'Invite Developers', exact: true })).toHaveCount(0);
  const written = await administrator.call('own_mail/write', { addresses: 'yan@x.example', text: 'Come' });
  expect(written.status, written.body).toBe(409);
  await administrator.visitor.open('/consumers/developers/invite');
  await expect(page.getByText('Inviting by mail is switched off.')).toBeVisible();
  await expect(page.getByLabel('Email addresses')).toHaveCount(0);
});
