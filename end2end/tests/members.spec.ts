// Several members of a domain at once, and the members as a file (M; PRODUCT.md 8.5, TBL-08, TBL-09, TBL-19).
import { expectAccessible } from '../fixtures/accessible';
import type { Administrator } from '../fixtures/administrator';
import { expect, test, type Person } from '../fixtures/test';
import type { Visitor } from '../fixtures/visitor';

const ADA: Person = { name: 'Ada Byron', email: 'ada@x.example', password: 'Granite5!meadow' };
const BEN: Person = { name: 'Ben Okri', email: 'ben@x.example', password: 'Walnut6%orbiter' };
const MEMBERS = '/domains/tides/members';

/** Both are Viewers of the domain "Tides". */
async function inTides(administrator: Administrator, people: Array<[Visitor, Person]>): Promise<void> {
  const made = await administrator.call('domains/create', { name: 'tides', title: 'Tides' });
  expect(made.status, made.body).toBe(200);
  await administrator.send(people.map(([, person]) => person.email));
  for (const [visitor, person] of people) await visitor.join(person);
  const sent = await administrator.call('domain_invitations/send', {
    domain: 'tides',
    emails: people.map(([, person]) => person.email).join('; '),
    role: 'Viewer',
    validity_hours: '72',
  });
  expect(sent.status, sent.body).toBe(200);
  for (const [visitor, person] of people) {
    await visitor.logIn(person);
    await visitor.at('Domains');
    const place = visitor.js ? visitor.page.getByRole('dialog') : visitor.page.getByRole('main');
    await place.getByRole('button', { name: 'Accept Tides', exact: true }).click();
    await expect(visitor.page.getByRole('link', { name: 'Tides', exact: true }).first()).toBeVisible();
  }
}

test('two members get another role, one is removed, each is answered; the rest is a file', async ({ administrator, arrive }) => {
  const { page, js, visitor } = administrator;
  const ada = await arrive();
  await inTides(administrator, [
    [ada, ADA],
    [await arrive(), BEN],
  ]);

  await visitor.open(MEMBERS);
  await visitor.at('Tides');
  const row = (person: Person) => page.getByRole('row').filter({ hasText: person.email });
  const choice = (person: Person) => page.getByRole('checkbox', { name: `Choose ${person.email}` });
  const bar = page.getByRole('form', { name: 'With the chosen members' });
  if (js) await expect(bar).toBeHidden();
  await choice(ADA).check();
  await choice(BEN).check();
  if (js) await expect(page.getByText('2 chosen')).toBeVisible();
  await expectAccessible(page, 'the members with two chosen');
  await bar.getByLabel('New role').selectOption('Editor');
  await bar.getByRole('button', { name: 'Change role' }).click();
  for (const person of [ADA, BEN]) {
    await expect(page.getByText(`${person.email}: done.`)).toBeVisible();
    await expect(row(person)).toContainText('Editor');
  }

  await visitor.open(MEMBERS);
  await choice(BEN).check();
  await (js ? bar.getByRole('button', { name: 'Remove', exact: true }) : bar.locator('summary')).click();
  if (js) {
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Remove 1 member from this domain?');
    await expectAccessible(page, 'the question before several are removed');
    await dialog.getByRole('button', { name: 'Remove 1 member', exact: true }).click();
  } else {
    // Asked without scripts too (DST-02).
    await expectAccessible(page, 'the question before several are removed');
    await bar.getByRole('button', { name: 'Remove the chosen members', exact: true }).click();
  }
  await expect(page.getByText(`${BEN.email}: done.`)).toBeVisible();
  await expect(page.getByRole('rowheader')).toHaveText([ADA.name, 'You']);

  // Groups belong to the portal: the Owner sees them, a member does not.
  await visitor.open(MEMBERS);
  await expect(page.getByRole('columnheader', { name: 'Groups' })).toBeVisible();
  const href = await page.getByRole('link', { name: 'Export CSV' }).getAttribute('href');
  const file = await page.request.get(`${administrator.portal.url}${href}`);
  expect(file.headers()['content-type']).toContain('text/csv');
  const text = await file.text();
  expect(text).toContain(ADA.email);
  expect(text).not.toContain(BEN.email);
  expect(text.split('\r\n')[0]).toMatch(/,groups$/);

  await ada.open(MEMBERS);
  await ada.at('Tides');
  await expect(ada.page.getByRole('columnheader', { name: 'Groups' })).toHaveCount(0);
  await expect(ada.page.getByRole('checkbox', { name: /^Choose / })).toHaveCount(0);
});

test('Back and Forward bring search and filters along, also from within the search field', async ({ administrator }) => {
  const { page, js, visitor } = administrator;
  test.skip(!js, 'without scripts the browser itself goes back');
  const made = await administrator.call('domains/create', { name: 'tides', title: 'Tides' });
  expect(made.status, made.body).toBe(200);
  await visitor.open(MEMBERS);
  await visitor.at('Tides');
  const [search, status] = [page.getByLabel('Name or email'), page.getByLabel('Status', { exact: true })];
  await status.selectOption('ended');
  await expect(page).toHaveURL(/members\?status=ended$/);
  await search.fill('ada');
  await expect(page).toHaveURL(/members\?status=ended&search=ada$/);
  await expect(search).toBeFocused();
  await page.goBack();
  await expect(page).toHaveURL(/members$/);
  await expect(status).toHaveValue('active');
  await expect(search).toHaveValue('');
  await page.goForward();
  await expect(page).toHaveURL(/members\?status=ended&search=ada$/);
  await expect(status).toHaveValue('ended');
  await expect(search).toHaveValue('ada');
  // A role that the catalogue does not hold any more stays chosen.
  await visitor.open(`${MEMBERS}?role=Ghost`);
  await visitor.at('Tides');
  await expect(page.getByText('Role: Ghost')).toBeVisible();
  await expect(page.getByLabel('Role', { exact: true })).toHaveValue('Ghost');
  await expect(page).toHaveURL(/role=Ghost$/);
});
