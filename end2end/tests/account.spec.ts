// My account (PRODUCT.md 8.8, UX-LOG-12): name, password, where one is logged in.
import { expectAccessible } from '../fixtures/accessible';
import { OWNER, expect, test } from '../fixtures/test';
import type { Visitor } from '../fixtures/visitor';

async function openAccount(visitor: Visitor): Promise<void> {
  await visitor.open('/account');
  await visitor.at('My account');
}

async function expectTold(visitor: Visitor, words: string): Promise<void> {
  const told = visitor.js
    ? visitor.page.getByRole('region', { name: 'Notifications' })
    : visitor.page.getByRole('main');
  await expect(told).toContainText(words);
}

test('a new name shows everywhere at once', async ({ administrator, visitor, watch }) => {
  const { page } = visitor;
  await openAccount(visitor);
  await expectAccessible(page, 'my account');
  await page.getByLabel('Full name').fill('Olympia Vance');
  await visitor.button('Save name').click();
  await expectTold(visitor, 'Your name is saved.');
  await expect(page.getByText('Olympia Vance').first()).toBeAttached();
  await administrator.send(['new@x.example']);
  await administrator.openInvitations();
  await expect(administrator.cell('new@x.example', 'Invited by')).toContainText('Olympia Vance');

  await openAccount(visitor);
  await page.getByLabel('Full name').fill('See http://evil.example');
  watch.expectRefusal(400);
  await visitor.button('Save name').click();
  await expect(page.getByLabel('Full name')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Full name')).toHaveValue('See http://evil.example');
});

test('a new password ends the other sessions and not this one', async ({ administrator, visitor, arrive, watch }) => {
  expect(administrator).toBeTruthy();
  const elsewhere = await arrive();
  await elsewhere.logIn(OWNER);
  const { page } = visitor;
  await openAccount(visitor);
  const change = async (current: string, password: string) => {
    await page.getByLabel('Current password').fill(current);
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByLabel('New password again').fill(password);
    await visitor.button('Change password').click();
  };
  watch.expectRefusal(400);
  await change('Wrong9!password', 'Saffron2#bridge');
  await expect(page.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true');
  await visitor.at('My account');
  // Refused twice, it still knows where it stands, also where every refusal is a page of its own.
  watch.expectRefusal(400);
  await change(OWNER.password, 'short');
  await expect(page.getByLabel('New password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await visitor.at('My account');
  await change(OWNER.password, 'Saffron2#bridge');
  await expectTold(visitor, 'Your password is changed');

  await openAccount(visitor);
  await elsewhere.page.goto('/account');
  await elsewhere.at('Log in');
  await elsewhere.tryToLogIn(OWNER.email, OWNER.password);
  await expect(elsewhere.page.getByRole('alert')).toContainText("Email and password don't fit together.");
  await elsewhere.logIn({ ...OWNER, password: 'Saffron2#bridge' });
});

test('sessions end one by one, and all others at once', async ({ administrator, visitor, arrive }) => {
  expect(administrator).toBeTruthy();
  const { page } = visitor;
  const one = await arrive();
  const two = await arrive();
  const three = await arrive();
  for (const other of [one, two, three]) await other.logIn(OWNER);
  await openAccount(visitor);
  const rows = page.getByRole('listitem').filter({ hasText: 'Last seen' });
  await expect(rows).toHaveCount(4);
  await expect(page.getByText('This device')).toHaveCount(1);

  // Nobody sits there any more: an open page would ask who is invited, and hear that its session is over.
  for (const other of [one, two, three]) await other.page.goto('about:blank');
  // The last seen first: three, two, one stand before or after this one, but never under its own name.
  await page.getByRole('button', { name: /^Log out .* on / }).first().click();
  await expectTold(visitor, 'That device is logged out.');
  await expect(rows).toHaveCount(3);
  await visitor.button('Log out all others').click();
  await expectTold(visitor, visitor.js ? '2 other devices are logged out.' : 'You are logged out everywhere else.');
  await expect(rows).toHaveCount(1);
  for (const other of [one, two, three]) {
    await other.page.goto('/account');
    await other.at('Log in');
  }
  await openAccount(visitor);
});

test('logging out leads back to where one was going', async ({ visitor, administrator }) => {
  expect(administrator).toBeTruthy();
  await visitor.open('/consumers/invitations?status=waiting');
  await visitor.logOut();
  await expect(visitor.page.getByText('You are logged out.')).toBeVisible();
  await visitor.page.goto('/consumers/invitations?status=waiting');
  await visitor.at('Log in');
  await visitor.page.getByLabel('Email').fill(OWNER.email);
  await visitor.page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await visitor.button('Log in').click();
  await expect(visitor.page).toHaveURL(/\/consumers\/invitations\?status=waiting$/);
});

test('too many tries state how long to wait and lock nobody out for good', async ({ visitor, portal }) => {
  for (let tries = 0; tries < 12; tries += 1) {
    await visitor.tryToLogIn(OWNER.email, `Wrong${tries}!password`);
    await expect(visitor.page.getByRole('alert')).toBeVisible();
    if (await visitor.page.getByText('Too many tries').isVisible()) break;
  }
  await expect(visitor.page.getByRole('alert')).toContainText('Your account is not locked');
  await portal.advance({ hours: 1 });
  await visitor.logIn(OWNER);
});

// PWD-6: the browser waits as long as it is told, and nobody types a password twice.
test('a busy portal is asked again by itself', async ({ administrator, arrive, watch }) => {
  test.skip(!administrator.js, 'needs scripts');
  const visitor = await arrive();
  const { page } = visitor;
  let refused = 0;
  const busyOnce = async (path: string, contentType: string, body: string) => {
    watch.expectRefusal(503);
    const answer = { status: 503, headers: { 'Retry-After': '1' }, contentType, body };
    await page.route(path, (route) => ((refused += 1), route.fulfill(answer)), { times: 1 });
  };
  await busyOnce('**/login', 'text/html', '<p>busy</p>');
  await page.goto('/login');
  await visitor.tryToLogIn(OWNER.email, OWNER.password);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeAttached();
  expect(refused).toBe(1);

  await openAccount(visitor);
  await busyOnce('**/api/account/change_password', 'application/json', '"unavailable"');
  await page.getByLabel('Current password').fill(OWNER.password);
  await page.getByLabel('New password', { exact: true }).fill('Saffron2#bridge');
  await page.getByLabel('New password again').fill('Saffron2#bridge');
  await visitor.button('Change password').click();
  await expectTold(visitor, 'Your password is changed');
  expect(refused).toBe(2);
});

test('the forms speak to password managers', async ({ visitor }) => {
  await visitor.open('/login');
  const email = visitor.page.getByLabel('Email');
  await expect(email).toHaveAttribute('autocomplete', 'username');
  await expect(email).toHaveAttribute('type', 'email');
  await expect(visitor.page.getByLabel('Password', { exact: true })).toHaveAttribute('autocomplete', 'current-password');
  await visitor.page.getByRole('link', { name: 'CREATE AN ACCOUNT' }).click();
  await visitor.at('Create your account');
  await expect(visitor.page.getByLabel('Full name')).toHaveAttribute('autocomplete', 'name');
  await expect(visitor.page.getByLabel('Email')).toHaveAttribute('type', 'email');
  await expectAccessible(visitor.page, 'the registration tab');
});
