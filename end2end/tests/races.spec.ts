// Two administrators and one row: exactly one wins, the other is told who and how it stands now.
import { Administrator } from '../fixtures/administrator';
import { OWNER, expect, test, type Person } from '../fixtures/test';

const PIA: Person = { name: 'Pia Holm', email: 'pia@x.example', password: 'Granite5!meadow' };

test('the second to decide sees the current status and who set it', async ({ administrator, arrive, watch }) => {
  await administrator.change({ invitations_auto_approve: 'off' });
  await administrator.send([PIA.email]);
  const pia = await arrive();
  await pia.openInvitation(await pia.invitationLink(PIA.email));
  await pia.register(PIA);
  await pia.at('Waiting for approval');

  const colleague = await arrive();
  await colleague.logIn(OWNER);
  const other = new Administrator(colleague);
  await administrator.openInvitations();
  await other.openInvitations();
  await administrator.review(PIA.email);
  await other.accept(PIA.email);

  watch.expectRefusal(409);
  await administrator.visitor.button('DENY').click();
  const told = new RegExp(`It is Approved already`);
  await expect(administrator.page.getByText(told).first()).toBeVisible();
  await expect(administrator.page.getByText(new RegExp(`${OWNER.name} was faster`)).first()).toBeVisible();
  if (administrator.js) await expect(administrator.cell(PIA.email, 'Status')).toContainText('Approved');
  await administrator.expectStatus(PIA.email, 'Approved');
  await pia.logIn(PIA);
});

test('an invitation that is used while it is being deleted stays used', async ({ administrator, arrive, watch }) => {
  await administrator.send([PIA.email]);
  const pia = await arrive();
  const link = await pia.invitationLink(PIA.email);
  await administrator.openInvitations();
  await administrator.icon('Delete', PIA.email).click();
  const confirm = administrator.page.getByRole('button', { name: 'Delete invitation', exact: true });
  await expect(confirm).toBeVisible();
  await pia.openInvitation(link);
  await pia.register(PIA);
  await pia.at('Log in');
  watch.expectRefusal(409);
  await confirm.click();
  await expect(administrator.page.getByText(/It is Approved already/).first()).toBeVisible();
  await administrator.expectStatus(PIA.email, 'Approved');
});

test('resending twice at once makes one new invitation', async ({ administrator, arrive, watch }) => {
  await administrator.send([PIA.email]);
  const colleague = await arrive();
  await colleague.logIn(OWNER);
  const other = new Administrator(colleague);
  await administrator.openInvitations();
  await other.openInvitations();
  await other.icon('Resend invitation', PIA.email).click();
  const confirm = other.page.getByRole('button', { name: 'Resend invitation', exact: true });
  await expect(confirm).toBeVisible();
  await administrator.resend(PIA.email);
  watch.expectRefusal(409);
  await confirm.click();
  await expect(other.page.getByText(/It is Inactivated already/).first()).toBeVisible();
  await administrator.expectStatus(PIA.email, 'Pending', '?status=pending');
  await expect.poll(() => administrator.emails()).toEqual([PIA.email]);
});
