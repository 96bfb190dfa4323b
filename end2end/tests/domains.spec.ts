// Domains (M; PRODUCT.md 8.5): made by who may, seen by who is in, and never left without Administrator.
import { expectAccessible } from '../fixtures/accessible';
import { OWNER, expect, test, type Person } from '../fixtures/test';

const KAI: Person = { name: 'Kai Lund', email: 'kai@x.example', password: 'Granite5!meadow' };
const LAST = 'The domain would be left without Administrator. Make somebody else Administrator first.';

test('an Owner makes a domain, stays in it, describes it, archives it and brings it back', async ({ administrator, arrive, watch }) => {
  const { page, js, visitor } = administrator;
  const dialog = page.getByRole('dialog');

  await visitor.open('/domains');
  await visitor.at('Domains');
  await expect(page.getByText('You are in no domain yet')).toBeVisible();
  await page.getByRole('link', { name: 'Create domain' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Tide Tables');
  await page.getByLabel('Title').fill('Tide tables');
  await expectAccessible(page, 'the form for a new domain');
  watch.expectRefusal(400);
  await visitor.button('Create domain').click();
  await expect(page.getByText('Use only a to z, 0 to 9 and the hyphen.').first()).toBeVisible();
  await expect(page.getByLabel('Title')).toHaveValue('Tide tables');
  await page.getByLabel('Name', { exact: true }).fill('tide-tables');
  await visitor.button('Create domain').click();

  await visitor.at('Tide tables');
  await expect(page).toHaveURL(/\/domains\/tide-tables\/members/);
  const own = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'You', exact: true }) });
  await expect(own).toContainText(OWNER.email);
  await expect(own).toContainText('Administrator');
  await expect(own).toContainText('Active');
  await expect(own).toContainText('Made the domain');
  await expectAccessible(page, 'the members of a domain');

  // The last Administrator stays (DST-04).
  watch.expectRefusal(409);
  if (js) {
    await visitor.button(`Leave ${OWNER.email}`).click();
    await expect(dialog).toContainText('Leave this domain?');
    await expect(dialog).toContainText('Only a new invitation brings you back.');
    await expectAccessible(page, 'the question before leaving');
    await dialog.getByRole('button', { name: 'Leave', exact: true }).click();
    await expect(dialog).toContainText(LAST);
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).last().click();
    await expect(dialog).toBeHidden();
    await page.getByRole('link', { name: `Change role ${OWNER.email}`, exact: true }).click();
  } else {
    await page.getByRole('link', { name: `Leave ${OWNER.email}`, exact: true }).click();
    await visitor.at('Member');
    await visitor.button('Leave').click();
    await expect(page.getByText(LAST)).toBeVisible();
  }
  await visitor.at('Member');
  await expectAccessible(page, 'the page of a member');
  await page.getByLabel('Role', { exact: true }).selectOption('Viewer');
  watch.expectRefusal(409);
  await visitor.button('Change role').click();
  await expect(page.getByText(LAST)).toBeVisible();

  // Search, filters and order stand in the address.
  await visitor.open('/domains/tide-tables/members');
  await page.getByLabel('Status').selectOption('ended');
  await visitor.button('SEARCH').click();
  await expect(page).toHaveURL(/status=ended/);
  await expect(page.getByText('Nobody matches')).toBeVisible();
  await page.getByRole('link', { name: 'Remove filter Status: Ended' }).click();
  await expect(own).toBeVisible();

  await page.getByRole('navigation', { name: 'Parts of the domain' }).getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveURL(/\/settings$/);
  await visitor.at('Tide tables');
  await page.getByLabel('Title').fill('Storm surges');
  await page.getByLabel('Description').fill('When the water comes.');
  await visitor.button('Save').click();
  await visitor.at('Storm surges');
  await expect(page.getByText('Title and description are saved.').first()).toBeVisible();
  await expect(page.getByText('When the water comes.').first()).toBeVisible();
  await expectAccessible(page, 'the settings of a domain');

  const archive = async (verb: 'Archive' | 'Unarchive', question: string): Promise<void> => {
    await visitor.button(verb).click();
    if (!js) return;
    await expect(dialog).toContainText(question);
    await dialog.getByRole('button', { name: verb, exact: true }).click();
  };
  await archive('Archive', 'Archive Storm surges?');
  await expect(page.getByText('This domain is archived: it can be read, not changed.')).toBeVisible();
  await expect(page.getByLabel('Title')).toHaveCount(0);
  await visitor.open('/domains/tide-tables/members');
  await expect(page.getByRole('link', { name: /^(Leave|Change role)/ })).toHaveCount(0);
  await expect(visitor.button(/^Leave/)).toHaveCount(0);
  await visitor.open('/domains');
  await expect(page.getByRole('row', { name: /Storm surges/ })).toContainText('Archived');
  await expectAccessible(page, 'the list of domains');
  await visitor.open('/domains/tide-tables/settings');
  await archive('Unarchive', 'Bring Storm surges back?');
  await expect(visitor.button('Archive')).toBeVisible();

  // Who is in no domain finds none, whatever its name.
  await administrator.send([KAI.email]);
  const kai = await arrive();
  await kai.join(KAI);
  await kai.logIn(KAI);
  await kai.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Domains' }).first().click();
  await kai.at('Domains');
  await expect(kai.page.getByText('Whoever runs a domain can invite you to it.')).toBeVisible();
  await expect(kai.page.getByRole('link', { name: 'Create domain' })).toHaveCount(0);
  for (const path of ['/domains/tide-tables', '/domains/tide-tables/settings', '/domains/nowhere/members']) {
    const answer = await kai.page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(kai.page.getByText('It is not there any more, or not yours to see.')).toBeVisible();
    await expect(kai.page.getByText('Storm surges')).toHaveCount(0);
  }
});
