// Groups: made, chosen for an invitation, deleted while it is open, joined, filtered by (V; PRODUCT.md 8.2 to 8.4, 8.8).
import { expectAccessible } from '../fixtures/accessible';
import type { Administrator } from '../fixtures/administrator';
import { Developers } from '../fixtures/developers';
import { expect, test, type Person } from '../fixtures/test';

const ADA: Person = { name: 'Ada Byron', email: 'ada@x.example', password: 'Granite5!meadow' };
const BEN: Person = { name: 'Ben Okri', email: 'ben@x.example', password: 'Walnut6%orbiter' };

/** What was done is told: in a toast, or above the page. */
async function told({ page, js }: Administrator, text: string): Promise<void> {
  const place = js ? page.getByRole('region', { name: 'Notifications' }) : page.getByRole('main');
  await expect(place.getByText(text).last()).toBeVisible();
}

async function create(administrator: Administrator, name: string): Promise<void> {
  await administrator.visitor.open('/groups');
  await administrator.page.getByLabel('Name').fill(name);
  await administrator.visitor.button('Create group').click();
  await told(administrator, 'The group is created.');
  await expect(administrator.page.getByRole('rowheader', { name, exact: true })).toBeVisible();
}

async function openGroup({ page, visitor }: Administrator, name: string): Promise<void> {
  await visitor.open('/groups');
  await page.getByRole('link', { name, exact: true }).click();
  await visitor.at('Group');
  await expect(page.getByRole('heading', { level: 2, name, exact: true })).toBeVisible();
}

/** Narrows the open list to a group. */
async function filter({ page, visitor, js }: Administrator, name: string): Promise<void> {
  await page.getByLabel('Group', { exact: true }).selectOption(name);
  if (!js) await visitor.button('SEARCH').click();
  await expect(page).toHaveURL(/[?&]group=[0-9a-f-]{36}/);
  await visitor.alive();
}

test('invited into two groups, one of which is deleted, somebody joins the other', async ({ administrator, arrive }) => {
  const { page, visitor } = administrator;
  await create(administrator, 'Beta testers');
  await create(administrator, 'Partners');
  await expectAccessible(page, 'the groups');

  await administrator.startInviting();
  await administrator.fillInvitation(ADA.email);
  await page.getByRole('checkbox', { name: 'Beta testers' }).check();
  await page.getByRole('checkbox', { name: 'Partners' }).check();
  await expectAccessible(page, 'the groups of an invitation');
  await administrator.submitButton().click();
  await expect(administrator.result()).toBeVisible();
  await administrator.send([BEN.email]);

  await administrator.openInvitations();
  await expect(administrator.cell(ADA.email, 'Groups')).toHaveText('Beta testers, Partners');
  await filter(administrator, 'Partners');
  await expect(page.getByRole('rowheader')).toHaveText([ADA.email]);
  await expect(page.getByRole('link', { name: 'Remove filter Group: Partners' })).toBeVisible();

  await openGroup(administrator, 'Partners');
  await expectAccessible(page, 'a group');
  const open = 'Open invitations that lose it: 1; they keep their other groups, and say so.';
  await expect(page.getByText(open).first()).toBeVisible();
  await visitor.button('Delete group').click();
  if (administrator.js) {
    const dialog = administrator.dialog();
    await expect(dialog).toContainText(open);
    await dialog.getByRole('button', { name: 'Delete group', exact: true }).click();
  }
  await told(administrator, 'The group is deleted.');
  await visitor.at('Groups');
  await expect(page.getByRole('rowheader')).toHaveText(['Beta testers']);

  await administrator.openInvitations();
  await expect(administrator.cell(ADA.email, 'Groups')).toHaveText('Beta testers deleted since: Partners');
  await page.getByRole('link', { name: ADA.email, exact: true }).click();
  await visitor.at('Invitation');
  await expect(page.getByText('deleted since: Partners')).toBeVisible();

  const ada = await arrive();
  await ada.join(ADA);
  const developers = new Developers(administrator);
  await developers.open('approved');
  await expect(developers.row(ADA.email)).toContainText('Beta testers');
  await filter(administrator, 'Beta testers');
  await expect(page.getByRole('rowheader')).toHaveText([ADA.name]);
  await page.getByRole('link', { name: 'Remove filter Group: Beta testers' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(2);
});

test('groups of an account are ticked on its page, and taken off on the page of the group', async ({
  administrator,
  arrive,
  watch,
}) => {
  const { page, visitor } = administrator;
  await create(administrator, 'Beta testers');
  watch.expectRefusal(400);
  await page.getByLabel('Name').fill('beta TESTERS');
  await visitor.button('Create group').click();
  await expect(page.getByText('There is a group of this name already; choose another one.').first()).toBeVisible();
  await administrator.send([ADA.email]);
  const ada = await arrive();
  await ada.join(ADA);

  const developers = new Developers(administrator);
  await developers.openDetail('approved', ADA.name);
  await page.getByRole('checkbox', { name: 'Beta testers' }).check();
  await visitor.button('Save groups').click();
  await told(administrator, 'The groups are saved.');
  await expect(page.getByText('Groups changed')).toBeVisible();
  await expectAccessible(page, 'the groups of an account');

  await openGroup(administrator, 'Beta testers');
  await page.getByLabel('Name').fill('Gamma');
  await visitor.button('Rename').click();
  await told(administrator, 'The group is renamed.');
  await expect(page.getByRole('heading', { level: 2, name: 'Gamma', exact: true })).toBeVisible();
  await expect(page.getByRole('rowheader')).toHaveText([ADA.name]);
  await visitor.button(`Remove ${ADA.email}`).click();
  await told(administrator, 'Taken out of the group.');
  await expect(page.getByText('Nobody is in this group.')).toBeVisible();
  await developers.open('approved');
  await expect(developers.row(ADA.email)).not.toContainText('Gamma');
});
