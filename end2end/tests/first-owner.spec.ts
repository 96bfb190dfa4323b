// The first Owner (PRODUCT.md section 4): the printed link, once; then the LOGIN tab, then the console.
import { expectAccessible } from '../fixtures/accessible';
import { OWNER, PORTAL_NAME, expect, test } from '../fixtures/test';

test.use({ hasOwner: false });

test('the set-up link makes the first Owner, once', async ({ portal, visitor, arrive }) => {
  const { page } = visitor;
  await visitor.open('/login');
  await expect(page.getByText('This portal is not set up yet.')).toBeVisible();

  await page.goto(portal.setUpLink);
  // The secret leaves the address bar (SECURITY WEB-5).
  await expect(page).toHaveURL(`${portal.url}/setup`);
  await visitor.at('Set up your portal');
  await expectAccessible(page, 'the set-up page');

  await page.getByLabel('Name of the portal').fill(PORTAL_NAME);
  await page.getByLabel('Full name').fill(OWNER.name);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByLabel('Password again').fill('Quarry8!lantern');
  await visitor.button('Set up').click();
  // Refused with everything kept but the passwords (UX-LOG-03).
  await expect(page.getByRole('alert')).toContainText('Please correct this:');
  await expect(page.getByLabel('Full name')).toHaveValue(OWNER.name);
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');

  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByLabel('Password again').fill(OWNER.password);
  await visitor.button('Set up').click();
  await expect(page).toHaveURL(/\/login\?notice=set-up$/);
  await visitor.at('Log in');
  await expect(page.getByText('The portal is set up and your account is ready.')).toBeVisible();
  await expect(page).toHaveTitle(`Log in · ${PORTAL_NAME}`);
  await expectAccessible(page, 'the login page');

  const late = await arrive();
  await late.page.goto(portal.setUpLink);
  await late.at('This set-up link does not work');

  await visitor.logIn(OWNER);
  await expect(page).toHaveURL(`${portal.url}/consumers/invitations`);
  await visitor.at('Invitations');
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link')).toHaveText([
    'Invitations',
    'Developers',
    'Groups',
    'My invitations',
    'Domains',
    'Mail',
    'Audit',
    'Roles',
    'Settings',
    'Account',
  ]);
  await expect(page.getByText('Nobody is invited yet')).toBeVisible();
});

test('the command line makes the first Owner too, and only the first', async ({ portal, visitor }) => {
  test.skip(!visitor.js, 'the same on the command line');
  const { writeFile } = await import('node:fs/promises');
  const { OWNER: owner } = { OWNER };
  const file = test.info().outputPath('password');
  await writeFile(file, `${owner.password}\n`);
  const words = ['owner', 'create', '--email', owner.email, '--name', owner.name, '--password-file', file];
  const made = await portal.command(...words);
  expect(made.code, made.output).toBe(0);
  const again = await portal.command(...words);
  expect(again.code).toBe(1);
  expect(again.output).toContain('there is an Owner already');
  await visitor.logIn(owner);
  await visitor.at('Invitations');
});
