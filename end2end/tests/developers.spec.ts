// People wait, are let in, refused, come back, lose their access and get it again (K; PRODUCT.md sections 3 and 8.4).
import { expectAccessible } from '../fixtures/accessible';
import { Developers } from '../fixtures/developers';
import { expect, OWNER, test, type Person } from '../fixtures/test';
import type { Administrator } from '../fixtures/administrator';
import type { Visitor } from '../fixtures/visitor';

const ADA: Person = { name: 'Ada Byron', email: 'ada@x.example', password: 'Granite5!meadow' };
const BEN: Person = { name: 'Ben Okri', email: 'ben@x.example', password: 'Walnut6%orbiter' };

/** Somebody who has registered behind an invitation and waits. */
async function waits(administrator: Administrator, visitor: Visitor, person: Person): Promise<void> {
  await administrator.change({ invitations_auto_approve: 'off' });
  await administrator.send([person.email]);
  await visitor.openInvitation(await visitor.invitationLink(person.email));
  await visitor.register(person);
  await visitor.at('Waiting for approval');
}

test('somebody waits, is rejected, approved later, revoked while working, and comes back', async ({
  administrator,
  arrive,
  mailbox,
  watch,
}) => {
  const developers = new Developers(administrator);
  const ada = await arrive();
  await waits(administrator, ada, ADA);

  await developers.open('requested');
  expect(await developers.tabs()).toEqual(['Requested Access 1', 'Approved 1', 'Rejected 0', 'Revoked 0']);
  await expect(developers.row(ADA.email)).toContainText(`Invited by ${OWNER.name}`);
  await expectAccessible(administrator.page, 'the tab of those who wait');
  await developers.act('Reject', ADA.email, 'The course is full.');
  expect((await mailbox.next(ADA.email, /refused/)).text).toContain('The course is full.');
  await developers.open('rejected');
  expect(await developers.tabs()).toEqual(['Requested Access 0', 'Approved 1', 'Rejected 1', 'Revoked 0']);
  await ada.tryToLogIn(ADA.email, ADA.password);
  await ada.at('Your registration was not approved');

  await developers.act('Approve', ADA.email);
  await mailbox.next(ADA.email, /approved|can log in|access/i);
  await ada.logIn(ADA);
  await ada.atHome(ADA.name);

  await developers.open('approved');
  await expect(
    administrator.page.getByRole('link', { name: `Email Developer ${ADA.email}` }),
  ).toHaveAttribute('href', 'mailto:ada%40x.example');
  await developers.act('Revoke', ADA.email);
  // With the next request, wherever she works.
  await ada.page.goto('/account');
  await ada.at('Log in');
  await ada.tryToLogIn(ADA.email, ADA.password);
  await ada.at(/access/i);

  await developers.open('revoked');
  await developers.act('Re-approve', ADA.email);
  await ada.logIn(ADA);
  await ada.atHome(ADA.name);

  await developers.openDetail('approved', ADA.name);
  const story = administrator.page.getByRole('main').getByRole('listitem');
  for (const told of ['Sent', 'Registered', 'Rejected', 'Approved', 'Access revoked']) {
    await expect(story.filter({ hasText: told }).first()).toBeVisible();
  }
  await expectAccessible(administrator.page, 'the page of an account');
  void watch;
});

test('several are accepted at once, each with an answer', async ({ administrator, arrive }) => {
  const developers = new Developers(administrator);
  for (const person of [ADA, BEN]) await waits(administrator, await arrive(), person);
  await developers.open('requested');
  const { page } = administrator;
  await page.getByRole('checkbox', { name: `Choose ${ADA.email}` }).check();
  await page.getByRole('checkbox', { name: `Choose ${BEN.email}` }).check();
  if (administrator.js) await expect(page.getByText('2 chosen')).toBeVisible();
  await page.getByRole('form', { name: 'With the chosen people' }).getByRole('button', { name: 'Accept' }).click();
  if (administrator.js) {
    await expect(page.getByText(`${ADA.email} is approved.`)).toBeVisible();
    await expect(page.getByText(`${BEN.email} is approved.`)).toBeVisible();
  } else {
    await expect(page.getByText('Done. Whoever was decided about')).toBeVisible();
  }
  await developers.open('approved', '&sort=name&dir=asc');
  expect(await developers.tabs()).toEqual(['Requested Access 0', 'Approved 3', 'Rejected 0', 'Revoked 0']);
  expect((await developers.names()).slice(0, 2)).toEqual([ADA.name, BEN.name]);
});

test('a decision that somebody else made first is told', async ({ administrator, arrive, watch }) => {
  const developers = new Developers(administrator);
  await waits(administrator, await arrive(), ADA);
  await developers.open('requested');
  const href = await administrator.page.getByRole('link', { name: ADA.name, exact: true }).getAttribute('href');
  const id = href?.split('/').pop() ?? '';
  expect((await administrator.call('developers/approve', { id })).status).toBe(200);
  // An array or two ids where one is due.
  expect((await administrator.call('developers/approve', { 'id[]': id })).status).toBe(400);
  const { page } = administrator;
  if (administrator.js) {
    watch.expectRefusal(409);
    await developers.action('Accept', ADA.email).click();
    const told = page.getByRole('region', { name: 'Notifications' });
    await expect(told).toContainText(`It is Approved already: ${OWNER.name} was faster`);
    await expect(developers.row(ADA.email)).toHaveCount(0);
  } else {
    const answer = await administrator.call('developers/approve', { id });
    expect(answer.status).toBe(409);
    expect(answer.body).toContain(OWNER.name);
  }
});

test('deleting frees the address and keeps the history', async ({ administrator, arrive }) => {
  const developers = new Developers(administrator);
  await administrator.send([ADA.email]);
  const ada = await arrive();
  await ada.join(ADA);
  await developers.openDetail('approved', ADA.name);
  const address = administrator.page.url();
  await developers.open('approved');
  await developers.act('Delete', ADA.email);
  await administrator.visitor.open(address);
  await administrator.visitor.at('Developer');
  await expect(administrator.page.getByText(`Account deleted · ${OWNER.name}`)).toBeVisible();
  await administrator.send([ADA.email]);
  await ada.join(ADA);
  await ada.logIn(ADA);
});

test('an administrator is made on the account, and only there', async ({ administrator, arrive, portal }) => {
  const developers = new Developers(administrator);
  await administrator.send([ADA.email]);
  const ada = await arrive();
  await ada.join(ADA);
  await ada.logIn(ADA);
  await developers.openDetail('approved', ADA.name);
  const { page, visitor } = administrator;
  await page.getByLabel('Role', { exact: true }).selectOption('Reviewer');
  await visitor.button('Change role').click();
  if (administrator.js) {
    await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('The role is changed.');
  } else {
    await expect(page.getByText('The role is changed. The person logs in again with it.')).toBeVisible();
  }
  await expect(page.getByText('Role changed from Customer to Reviewer')).toBeVisible();
  await ada.page.goto('/account');
  await ada.at('Log in');
  await ada.logIn(ADA);
  await ada.at('Invitations');

  // Ten minutes later the password is asked for (SES-3).
  await portal.advance({ minutes: 11 });
  await developers.openDetail('approved', ADA.name);
  await page.getByLabel('Role', { exact: true }).selectOption('Administrator');
  if (!administrator.js) {
    await visitor.button('Change role').click();
    await page.getByLabel('Role', { exact: true }).selectOption('Administrator');
  }
  await page.getByLabel('Your own password').fill(OWNER.password);
  await visitor.button('Change role').click();
  await expect(page.getByText('Role changed from Reviewer to Administrator')).toBeVisible();
});

test('search finds people by any part of name and address', async ({ administrator, arrive }) => {
  const developers = new Developers(administrator);
  for (const person of [ADA, BEN]) {
    await administrator.send([person.email]);
    await (await arrive()).join(person);
  }
  const { page } = administrator;
  await developers.open('approved');
  await page.getByLabel('Name or email').fill('okr');
  await administrator.visitor.button('SEARCH').click();
  await expect(page).toHaveURL(/search=okr/);
  await expect.poll(() => developers.names()).toEqual([BEN.name]);
  await developers.open('approved', '&search=nobody-at-all');
  await expect(page.getByText('Nobody matches')).toBeVisible();
  await expectAccessible(page, 'a search that finds nobody');
});

test('the counters of an open page follow what others do', async ({ administrator, arrive }) => {
  const developers = new Developers(administrator);
  await waits(administrator, await arrive(), ADA);
  await developers.open('requested');
  expect(await developers.tabs()).toEqual(['Requested Access 1', 'Approved 1', 'Rejected 0', 'Revoked 0']);
  const href = await administrator.page.getByRole('link', { name: ADA.name, exact: true }).getAttribute('href');
  // Somebody else decides; without scripts the next look shows it.
  const id = href?.split('/').pop() ?? '';
  expect((await administrator.call('developers/approve', { id })).status).toBe(200);
  if (!administrator.js) await developers.open('requested');
  await expect
    .poll(() => developers.tabs(), { timeout: 20_000 })
    .toEqual(['Requested Access 0', 'Approved 2', 'Rejected 0', 'Revoked 0']);
});
