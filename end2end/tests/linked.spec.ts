// An address without an account goes the whole way from one mail to the pop-up, and into the domain (T2, T25); and an
// invitation with a mistake in it is corrected (V).
import { expectAccessible } from '../fixtures/accessible';
import { expect, test, type Person } from '../fixtures/test';
import type { Administrator } from '../fixtures/administrator';
import type { Visitor } from '../fixtures/visitor';

const ADA: Person = { name: 'Ada Byron', email: 'ada@x.example', password: 'Granite5!meadow' };

async function made(administrator: Administrator, ...names: string[]): Promise<void> {
  for (const name of names) {
    const answer = await administrator.call('domains/create', { name, title: name.toUpperCase() });
    expect(answer.status, answer.body).toBe(200);
  }
}

/** Accepts what the pop-up, or the list on the page, shows of that domain. */
async function accept(visitor: Visitor, title: string): Promise<void> {
  const place = visitor.js ? visitor.page.getByRole('dialog') : visitor.page.getByRole('main');
  await place.getByRole('button', { name: `Accept ${title}`, exact: true }).click();
  await expect(place.getByRole('button', { name: `Accept ${title}`, exact: true })).toHaveCount(0);
}

test('an address without an account: one mail, the account, the pop-up, the members table', async ({
  administrator,
  arrive,
  mailbox,
}) => {
  const { page, visitor } = administrator;
  await made(administrator, 'acme');
  await visitor.open('/domains/acme/invitations/new');
  await page.getByLabel('Email addresses').fill(ADA.email);
  await page.getByRole('radio', { name: /^Editor/ }).check();
  await visitor.button('Send Invitation').click();
  await expect(page.getByText(`${ADA.email} is invited.`)).toBeVisible();
  await visitor.open('/domains/acme/invitations');
  const row = page.getByRole('row').filter({ hasText: ADA.email });
  await expect(row).toContainText('Pending');
  // The portal invitation that goes with it.
  await administrator.openInvitations();
  await expect(administrator.cell(ADA.email, 'Role')).toHaveText('Customer');

  const letter = await mailbox.next(ADA.email, /ACME/);
  expect(letter.text).toContain('the domain ACME with the role Editor');
  const ada = await arrive();
  await ada.openInvitation(/https?:\S+\/invite\/\S+/.exec(letter.text)![0]);
  await expect(ada.page.getByText('ACME as Editor')).toBeVisible();
  await ada.register(ADA);
  await ada.logIn(ADA);
  await ada.at('Domains');
  await expectAccessible(ada.page, 'the pop-up after the first login');
  await accept(ada, 'ACME');
  await ada.open('/domains/acme/members');
  await expect(ada.page.getByRole('row').filter({ hasText: 'You' })).toContainText('Editor');
  await visitor.open('/domains/acme/invitations');
  await expect(page.getByRole('row').filter({ hasText: ADA.name })).toContainText('Accepted');
  await expect(page.getByRole('link', { name: /^Accepted\s*1$/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Pending\s*0$/ })).toBeVisible();
});

test('the invite dialog offers domains with a role each', async ({ administrator, arrive, mailbox }) => {
  const { page, visitor } = administrator;
  await made(administrator, 'acme', 'borealis', 'cyan');
  await visitor.open('/consumers/invitations/new');
  const domains = page.getByRole('group', { name: /^Domains/ });
  await expect(domains.getByRole('combobox')).toHaveCount(3);
  await page.locator('#invite-addresses').fill(ADA.email);
  await domains.getByLabel('ACME').selectOption('Viewer');
  await domains.getByLabel('CYAN').selectOption('Administrator');
  await expectAccessible(page, 'inviting into domains');
  await page.getByRole('button', { name: /^SUBMIT/ }).click();
  await expect(page.getByText('Invited (1)')).toBeVisible();
  const letter = await mailbox.next(ADA.email, /invites you/);
  expect(letter.text).toContain('the domain ACME with the role Viewer');
  expect(letter.text).toContain('the domain CYAN with the role Administrator');
  expect(letter.text).not.toContain('BOREALIS');
  const ada = await arrive();
  await ada.openInvitation(/https?:\S+\/invite\/\S+/.exec(letter.text)![0]);
  await ada.register(ADA);
  await ada.logIn(ADA);
  await ada.at('Domains');
  await accept(ada, 'ACME');
  await accept(ada, 'CYAN');
});

test('a mistake is corrected: another role, then another address, and the old links are dead', async ({
  administrator,
  arrive,
  mailbox,
}) => {
  const { page, visitor } = administrator;
  const wrong = 'adda@x.example';
  await administrator.send([wrong]);
  const dead = /https?:\S+\/invite\/\S+/.exec((await mailbox.next(wrong, /invites you/)).text)![0];
  await administrator.openInvitations();
  await administrator.row(wrong).getByRole('link', { name: `Correct and resend ${wrong}` }).click();
  await visitor.at('Invitation');
  await expect(page.getByText('Secret', { exact: true })).toBeVisible();
  const card = page.locator('#correct');
  await card.getByLabel('Email').fill('adda');
  if (visitor.js) {
    // The browser itself asks for an address first.
    expect(await card.getByLabel('Email').evaluate((field: HTMLInputElement) => field.validity.valid)).toBe(false);
  }
  await card.getByLabel('Email').fill(ADA.email);
  await card.getByLabel('Role').selectOption('Team');
  await expectAccessible(page, 'an invitation to correct');
  await card.getByRole('button', { name: 'Correct and resend' }).click();
  await expect(page.getByText('Corrected: a new invitation is on its way.').first()).toBeVisible();
  await expect(page.getByRole('heading', { name: ADA.email })).toBeVisible();
  await administrator.openInvitations('?status=expired_invalid');
  await expect(administrator.cell(wrong, 'Status')).toContainText('Invalid');
  const late = await arrive();
  await late.page.goto(dead);
  await expect(late.page.getByRole('textbox')).toHaveCount(0);
  await late.join(ADA);
  await late.logIn(ADA);
  await late.atHome(ADA.name);
});
