// Somebody is asked into seven domains and answers: in the pop-up, in the table of all of theirs, and after a resend
// with another role (M; PRODUCT.md 8.5, UX-LOG-05).
import { expectAccessible } from '../fixtures/accessible';
import { expect, test, type Person } from '../fixtures/test';
import type { Administrator } from '../fixtures/administrator';
import type { Visitor } from '../fixtures/visitor';
import type { Locator } from '@playwright/test';

const ADA: Person = { name: 'Ada Byron', email: 'ada@x.example', password: 'Granite5!meadow' };

/** A domain of that number, into which Ada is asked. */
async function asked(administrator: Administrator, n: number, role = 'Viewer'): Promise<void> {
  const made = await administrator.call('domains/create', { name: `team-${n}`, title: `Team ${n}` });
  expect(made.status, made.body).toBe(200);
  const sent = await administrator.call('domain_invitations/send', {
    domain: `team-${n}`,
    emails: ADA.email,
    role,
    validity_hours: '720',
  });
  expect(sent.status, sent.body).toBe(200);
  expect(JSON.parse(sent.body)).toEqual([{ address: ADA.email, error: null }]);
}

/** Where the newest ones stand: the pop-up, or the list on the page. */
function place(visitor: Visitor): Locator {
  return visitor.js ? visitor.page.getByRole('dialog') : visitor.page.getByRole('main');
}

function rows(visitor: Visitor): Locator {
  const accept = visitor.page.getByRole('button', { name: /^Accept / });
  return place(visitor).getByRole('listitem').filter({ has: accept });
}

/** The button that asks, or what opens the question without scripts. */
async function ask(visitor: Visitor, within: Locator, label: string, what: string): Promise<void> {
  const button = within.getByRole('button', { name: `${label} ${what}`, exact: true });
  await (visitor.js ? button : within.locator('summary').filter({ hasText: label })).click();
}

test('seven invitations: five in the pop-up, one answered, still five, then View All, decline, resend, accept', async ({
  administrator,
  arrive,
}) => {
  await administrator.send([ADA.email]);
  const ada = await arrive();
  await ada.join(ADA);
  for (const n of [1, 2, 3, 4, 5, 6, 7]) await asked(administrator, n);

  await ada.logIn(ADA);
  await ada.at('Domains');
  const heading = (total: number) => place(ada).getByRole('heading', { level: 2, name: `${total} pending invitations` });
  await expect(heading(7)).toBeVisible();
  await expect(rows(ada)).toHaveCount(5);
  await expect(rows(ada).first()).toContainText('Team 7');
  await expect(rows(ada).first()).toContainText('Viewer');
  await expectAccessible(ada.page, 'the pop-up');
  const accept = place(ada).getByRole('button', { name: 'Accept Team 7', exact: true });
  const box = await accept.boundingBox();
  await accept.click();
  if (ada.js) {
    // A second click at the same place was not meant for the row that has moved there (UX-LOG-10, TBL-17).
    await ada.page.waitForTimeout(150);
    await ada.page.mouse.click((box?.x ?? 0) + 10, (box?.y ?? 0) + 10);
  }
  await expect(heading(6)).toBeVisible();
  await expect(rows(ada)).toHaveCount(5);
  await expect(rows(ada).first()).toContainText('Team 6');
  await expect(rows(ada).first().getByRole('button', { name: /^Accept / })).toBeEnabled();
  await expect(heading(6)).toBeVisible();

  await place(ada).getByRole('link', { name: 'View All', exact: true }).click();
  await ada.at('My invitations');
  const mine = (n: number) => ada.page.getByRole('row').filter({ hasText: `Team ${n}` });
  await expect(mine(7)).toContainText('Accepted');
  await expectAccessible(ada.page, 'my invitations');
  await ask(ada, mine(6), 'Decline', 'Team 6');
  await mine(6).getByLabel('Reason').fill('No time before May.');
  await mine(6).getByRole('button', { name: 'Decline invitation', exact: true }).click();
  await expect(mine(6)).toContainText('Rejected');

  const { page, visitor } = administrator;
  await visitor.open('/domains/team-6/invitations');
  // With its capital: "not rejected yet" is no status.
  const table = (status: string) => page.getByRole('row').filter({ hasText: ADA.email }).filter({ hasText: new RegExp(status) });
  await expect(table('Rejected')).toContainText('No time before May.');
  await expect(table('Rejected')).toContainText('not confirmed yet');
  await expectAccessible(page, 'the invitations of a domain');
  await ask(visitor, table('Rejected'), 'Resend', ADA.email);
  await table('Rejected').getByLabel('Role').selectOption('Editor');
  await table('Rejected').getByRole('button', { name: 'Resend invitation', exact: true }).click();
  await expect(table('Pending')).toContainText('Editor');
  await expect(table('Rejected')).toContainText('Viewer');

  await ada.open('/domains');
  await expect(heading(6)).toBeVisible();
  await expect(rows(ada).first()).toContainText('Team 6');
  await place(ada).getByRole('button', { name: 'Accept Team 6', exact: true }).press('Enter');
  await expect(heading(5)).toBeVisible();
  // Whoever goes on by keyboard is still in the dialog (A11Y-02).
  if (ada.js) await expect(heading(5)).toBeFocused();
  await expect(place(ada).getByRole('link', { name: 'View All', exact: true })).toHaveCount(0);
  await ada.open('/domains/team-6/members');
  const me = ada.page.getByRole('row').filter({ hasText: 'You' });
  await expect(me).toContainText('Editor');
});

test('several are accepted at once, each with an answer; what was withdrawn meanwhile says so', async ({
  administrator,
  arrive,
}) => {
  await administrator.send([ADA.email]);
  const ada = await arrive();
  await ada.join(ADA);
  for (const n of [1, 2, 3]) await asked(administrator, n);
  await ada.logIn(ADA);
  await ada.open('/invitations');
  const choice = (n: number) => ada.page.getByRole('checkbox', { name: `Choose Team ${n}`, exact: true });
  if (ada.js) {
    // Shift chooses everything between, Escape nothing (TBL-08, TBL-09).
    await choice(3).check();
    await choice(1).click({ modifiers: ['Shift'] });
    await expect(choice(2)).toBeChecked();
    await expect(ada.page.getByText('3 chosen')).toBeVisible();
    await choice(1).press('Escape');
    await expect(ada.page.getByText('3 chosen')).toBeHidden();
  }
  await choice(1).check();
  await choice(2).check();
  const { page, visitor } = administrator;
  await visitor.open('/domains/team-2/invitations');
  const row = page.getByRole('row').filter({ hasText: ADA.email });
  await ask(visitor, row, 'Delete', ADA.email);
  await row.getByRole('button', { name: 'Delete invitation', exact: true }).click();
  await expect(row).toHaveCount(0);
  await ada.button('Accept chosen').click();
  await expect(ada.page.getByText('Team 1: accepted. You are in the domain.')).toBeVisible();
  await expect(ada.page.getByText('It is Deleted already.')).toBeVisible();
});

test('Send Invitation answers each address', async ({ administrator, arrive }) => {
  await administrator.send([ADA.email]);
  const ada = await arrive();
  await ada.join(ADA);
  const made = await administrator.call('domains/create', { name: 'team-1', title: 'Team 1' });
  expect(made.status, made.body).toBe(200);
  const { page, visitor } = administrator;
  await visitor.open('/domains/team-1/invitations');
  await page.getByRole('link', { name: 'Send Invitation', exact: true }).click();
  await expect(page.getByLabel('Email addresses')).toBeVisible();
  await visitor.alive();
  await expectAccessible(page, 'Send Invitation');
  await page.getByLabel('Email addresses').fill(`Ada Byron <${ADA.email}>; nobody@x.example, half@`);
  await page.getByRole('radio', { name: 'Editor' }).check();
  await page.getByRole('radio', { name: '7 days' }).check();
  await visitor.button('Send Invitation').click();
  await expect(page.getByText(`${ADA.email} is invited.`)).toBeVisible();
  await expect(page.getByText('nobody@x.example is invited.')).toBeVisible();
  await expect(page.getByText(/^half@:/)).toBeVisible();
  // What was refused stays, to be corrected; what was sent does not.
  await expect(page.getByLabel('Email addresses')).toHaveValue('half@');
});
