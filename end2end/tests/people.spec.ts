// Two people at two computers: an administrator of a domain finds a person by name and invites them; the open page of the
// other shows it by itself, and what became of it stands on the administrator's (PRODUCT.md section 4, 8.5).
import { expectAccessible } from '../fixtures/accessible';
import { Developers } from '../fixtures/developers';
import { expect, test, type Person } from '../fixtures/test';
import type { Administrator } from '../fixtures/administrator';

const ADA: Person = { name: 'Ada Byron', email: 'ada@x.example', password: 'Granite5!meadow' };
const BEN: Person = { name: 'Ben Byron', email: 'ben@x.example', password: 'Granite5!meadow' };
const NEW = '/domains/acme/invitations/new';

async function acme(administrator: Administrator): Promise<void> {
  const made = await administrator.call('domains/create', { name: 'acme', title: 'Acme' });
  expect(made.status, made.body).toBe(200);
}

test('somebody is found by name, picked and invited; the open page shows it by itself, and its answer', async ({
  administrator,
  arrive,
}) => {
  test.skip(!administrator.js, 'the field needs scripts; the plain form has a story of its own');
  await administrator.send([ADA.email, BEN.email]);
  const [ada, ben] = [await arrive(), await arrive()];
  await ada.join(ADA);
  await ben.join(BEN);
  await acme(administrator);
  await ada.logIn(ADA);
  await expect(ada.button('Inbox, 0 waiting')).toBeVisible();

  const { page, visitor } = administrator;
  await visitor.open(NEW);
  const people = page.getByRole('combobox', { name: 'People', exact: true });
  const options = page.getByRole('listbox', { name: 'People found' }).getByRole('option');
  await people.fill('by');
  await expect(page.getByText('Type at least three letters of the name.')).toBeVisible();
  await people.fill('x.example');
  await expect(page.locator('#people-hint')).toHaveText('Nobody was found.');
  await people.fill('byr');
  await expect(options).toHaveCount(2);
  await expect(page.getByRole('status').filter({ hasText: '2 people were found.' })).toHaveCount(1);
  await expect(people).toHaveAttribute('aria-expanded', 'true');
  await expectAccessible(page, 'people found');
  await people.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await people.press('Enter');
  const picked = page.getByRole('list', { name: 'People picked' }).getByRole('listitem');
  await expect(picked).toContainText([BEN.name]);
  await people.press('Backspace');
  await expect(picked).toHaveCount(0);
  await people.fill(ADA.email);
  await options.filter({ hasText: ADA.name }).click();
  await expect(picked).toContainText([ADA.name]);
  await expectAccessible(page, 'a person picked');
  await page.getByLabel('Email addresses').fill('half@');
  await visitor.button('Send Invitation').click();
  await expect(page.getByText(`${ADA.email} is invited.`)).toBeVisible();
  await expect(picked).toHaveCount(0);
  await expect(page.getByLabel('Email addresses')).toHaveValue('half@');
  await people.fill('ada');
  await expect(options).toContainText([/invited already/]);
  await expect(options).toHaveAttribute('aria-disabled', 'true');

  await visitor.open('/domains/acme/invitations');
  const row = page.getByRole('row').filter({ hasText: ADA.email });
  await expect(row).toContainText('Pending');

  // Nobody has touched Ada's page.
  await expect(ada.button('Inbox, 1 waiting')).toBeVisible({ timeout: 12_000 });
  await ada.button('Inbox, 1 waiting').click();
  const popUp = ada.page.getByRole('dialog');
  await expect(popUp.getByRole('heading', { name: '1 pending invitation' })).toBeVisible();
  await expectAccessible(ada.page, 'the pop-up of one');
  await ada.page.screenshot({ path: test.info().outputPath('pop-up.png') });
  await popUp.getByRole('button', { name: 'Accept Acme', exact: true }).click();
  await expect(popUp).toBeHidden();
  await ada.page.getByRole('region', { name: 'Notifications' }).getByRole('link', { name: 'Open Acme' }).click();
  await expect(ada.page).toHaveURL(/\/domains\/acme\/members$/);
  await expect(ada.page.getByRole('row').filter({ hasText: 'You' })).toContainText('Viewer');

  // Nor has anybody touched the administrator's (TBL-17).
  await expect(row).toContainText('Accepted', { timeout: 15_000 });

  // A row changes in place, also for whoever points at the table; that one came or went is told to them.
  await ada.open('/domains/acme/members');
  const own = ada.page.getByRole('row').filter({ hasText: 'You' });
  await own.hover();
  await administrator.call('domain_invitations/send', {
    domain: 'acme',
    validity_hours: '720',
    emails: BEN.email,
    role: 'Viewer',
  });
  await visitor.open('/domains/acme/members');
  const href = await page.getByRole('row').filter({ hasText: ADA.email }).getByRole('link').first().getAttribute('href');
  const id = href?.split('/').pop() ?? '';
  await administrator.call('domains/change_members', { name: 'acme', ids: id, command: 'change_role', role: 'Editor' });
  await expect(own).toContainText('Editor', { timeout: 15_000 });
  await ben.logIn(BEN);
  await ben.page.getByRole('dialog').getByRole('button', { name: 'Accept Acme', exact: true }).click();
  const told = ada.page.getByRole('region', { name: 'Notifications' }).getByText('Others have changed this list.');
  await expect(told).toBeVisible({ timeout: 15_000 });
  await ada.button('Refresh').click();
  await expect(ada.page.getByRole('row').filter({ hasText: BEN.name })).toBeVisible();
});

test('several wait: the pop-up leads into what was accepted', async ({ administrator, arrive }) => {
  test.skip(!administrator.js, 'the pop-up needs scripts');
  await administrator.send([ADA.email]);
  const ada = await arrive();
  await ada.join(ADA);
  await acme(administrator);
  const made = await administrator.call('domains/create', { name: 'other', title: 'Other' });
  expect(made.status, made.body).toBe(200);
  for (const domain of ['other', 'acme']) {
    const fields = { domain, emails: ADA.email, role: 'Viewer', validity_hours: '720' };
    const sent = await administrator.call('domain_invitations/send', fields);
    expect(sent.status, sent.body).toBe(200);
  }
  await ada.logIn(ADA);
  await ada.at('Domains');
  const popUp = ada.page.getByRole('dialog');
  await popUp.getByRole('button', { name: 'Accept Acme', exact: true }).click();
  await expect(popUp.getByRole('heading', { name: '1 pending invitation' })).toBeVisible();
  await expect(popUp.getByText('Acme: accepted. You are in the domain.')).toBeVisible();
  await expectAccessible(ada.page, 'the pop-up after an answer');
  await ada.page.screenshot({ path: test.info().outputPath('pop-up-after.png') });
  await popUp.getByRole('link', { name: 'Open Acme', exact: true }).click();
  await expect(ada.page).toHaveURL(/\/domains\/acme\/members$/);
  await expect(popUp).toBeHidden();
});

test('without scripts people are searched, ticked and invited by plain forms', async ({ administrator, arrive }) => {
  test.skip(administrator.js, 'the field of the open page has a story of its own');
  await administrator.send([ADA.email, BEN.email]);
  const [ada, ben] = [await arrive(), await arrive()];
  await ada.join(ADA);
  await ben.join(BEN);
  await acme(administrator);
  const { page, visitor } = administrator;
  await visitor.open(NEW);
  const search = async (text: string) => {
    await page.getByRole('searchbox', { name: 'People' }).fill(text);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(page.getByRole('searchbox', { name: 'People' })).toHaveValue(text);
  };
  await search('byron');
  await expect(page.getByText('2 people were found.')).toBeVisible();
  await page.getByRole('checkbox', { name: `${ADA.name} (${ADA.email})` }).check();
  // A second search loses neither who is ticked nor what is typed.
  await page.getByRole('radio', { name: /^Editor/ }).check();
  await page.getByLabel('Message').fill('See you there.');
  await search(BEN.email);
  await expect(page.getByText('1 person was found.')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: ADA.email })).toBeChecked();
  await expect(page.getByLabel('Message')).toHaveValue('See you there.');
  await page.getByRole('radio', { name: /^Viewer/ }).check();
  await page.getByRole('checkbox', { name: `${BEN.name} (${BEN.email})` }).check();
  await expectAccessible(page, 'people to tick');
  await visitor.button('Send Invitation').click();
  await expect(page.getByText(`${ADA.email} is invited.`)).toBeVisible();
  await expect(page.getByText(`${BEN.email} is invited.`)).toBeVisible();
  await ada.logIn(ADA);
  await ada.page.getByRole('button', { name: 'Accept Acme', exact: true }).click();
  await ada.page.getByRole('link', { name: 'Open acme', exact: true }).click();
  await expect(ada.page.getByRole('row').filter({ hasText: 'You' })).toContainText('Viewer');
});

test('an administrator who was revoked leaves what somebody else vouches for or withdraws', async ({
  administrator,
  arrive,
}) => {
  await administrator.send([ADA.email, BEN.email]);
  const [ada, ben] = [await arrive(), await arrive()];
  await ada.join(ADA);
  await ben.join(BEN);
  await acme(administrator);
  const invite = { domain: 'acme', validity_hours: '720' };
  await administrator.call('domain_invitations/send', { ...invite, emails: ADA.email, role: 'Administrator' });
  await ada.logIn(ADA);
  // In the pop-up, or without scripts on the page.
  await ada.page.getByRole('button', { name: 'Accept Acme', exact: true }).last().click();
  await expect(ada.page.getByText('You are in the domain.').first()).toBeVisible();
  const answer = await ada.page.request.post(`${ada.portal.url}/api/domain_invitations/send`, {
    form: { ...invite, emails: BEN.email, role: 'Viewer' },
    headers: { origin: ada.portal.url, accept: 'application/json' },
  });
  expect(answer.status()).toBe(200);
  const { page, visitor } = administrator;
  // Her open page would only say that she is logged out.
  await ada.page.goto('about:blank');
  const developers = new Developers(administrator);
  await developers.open('approved');
  await developers.act('Revoke', ADA.email);
  await visitor.open('/domains/acme/invitations');
  await page.getByRole('link', { name: 'Show what needs confirmation', exact: true }).click();
  await expect(page.getByText('needs confirmation').first()).toBeVisible();
  await page.locator('summary').filter({ hasText: 'Vouch for all 1' }).click();
  await expectAccessible(page, 'what needs confirmation');
  await page.getByRole('button', { name: 'Vouch for them', exact: true }).click();
  await expect(page.getByText(`You stand for the invitation of ${BEN.email}.`)).toBeVisible();
});
