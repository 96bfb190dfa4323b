// Whom a switched-off or failed mail left uninformed, and telling them (PRODUCT.md sections 6 and 10).
import { expectAccessible } from '../fixtures/accessible';
import { Developers } from '../fixtures/developers';
import { expect, test, type Person } from '../fixtures/test';

const ADA: Person = { name: 'Ada Byron', email: 'ada@x.example', password: 'Granite5!meadow' };
const SILENT = 'nobody learns that they were let in';

test('a switched-off mail leaves a name on the list, until the person is told', async ({ administrator, arrive, mailbox }) => {
  const { page, visitor } = administrator;
  const developers = new Developers(administrator);
  await administrator.change({ invitations_auto_approve: 'off' });
  await administrator.send([ADA.email]);
  const ada = await arrive();
  await ada.openInvitation(await ada.invitationLink(ADA.email));
  await ada.register(ADA);

  await administrator.openSettings('mail');
  await expect(page.getByText(SILENT)).toHaveCount(0);
  await administrator.position('Approved', false).check();
  await administrator.save();
  await administrator.expectSaved();
  // Said on every page, at once.
  await expect(page.getByText(SILENT)).toBeVisible();
  await developers.open('requested');
  await expect(page.getByText(SILENT)).toBeVisible();
  await developers.act('Accept', ADA.email);

  await visitor.open('/mail');
  await page.getByRole('link', { name: /^Not told yet 1$/ }).click();
  await visitor.at('Not told yet');
  const row = page.getByRole('row').filter({ hasText: ADA.email });
  await expect(row).toContainText('Approved');
  await expect(row).toContainText('The mail is switched off.');
  await expect(row.getByRole('button')).toHaveCount(0);
  await expectAccessible(page, 'the list of who was not told');

  await administrator.change({ portal_approved_email: 'on' });
  await visitor.open('/mail/not-told');
  await page.getByRole('button', { name: `Tell now ${ADA.email}`, exact: true }).click();
  await mailbox.next(ADA.email, /approved|can log in|access/i);
  await expect(page.getByText('Everybody was told')).toBeVisible();
  await expectAccessible(page, 'the list when everybody was told');
});

test('whoever logs in knows, and leaves the list', async ({ administrator, arrive }) => {
  const { page, visitor } = administrator;
  const developers = new Developers(administrator);
  await administrator.send([ADA.email]);
  const ada = await arrive();
  await ada.join(ADA);
  await developers.open('approved');
  await developers.act('Revoke', ADA.email);
  await visitor.open('/mail/not-told');
  await expect(page.getByRole('row').filter({ hasText: ADA.email })).toContainText('Access revoked');
  await ada.tryToLogIn(ADA.email, ADA.password);
  await ada.at(/access/i);
  await visitor.open('/mail/not-told');
  await expect(page.getByText('Everybody was told')).toBeVisible();
});
