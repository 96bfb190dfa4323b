// A catalogue of roles of one's own: shown, invited with, held, and not forgotten by accident (PRODUCT.md sections 1, 4, 8.8).
import { expectAccessible } from '../fixtures/accessible';
import { expect, test, type Person } from '../fixtures/test';

const SUE: Person = { name: 'Sue Park', email: 'sue@x.example', password: 'Granite5!meadow' };

const MUST = `
[[portal]]
name = "Owner"
description = "Holds every action."
actions = "all"

[[portal]]
name = "Customer"
description = "Uses the portal."
actions = ["credentials.own"]

[[domain]]
name = "Administrator"
description = "Holds every action in the domain."
actions = "all"
`;

const SUPPORT = `
[[portal]]
name = "Support"
description = "Helps people, and creates domains for them."
actions = ["domains.create", "credentials.own"]
`;

test.use({ roles: MUST + SUPPORT });

test('a role of one’s own is shown, invited with and held', async ({ administrator, arrive }) => {
  const { page } = administrator;
  await administrator.openInvitations();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Roles' }).click();
  await administrator.visitor.at('Roles');
  await expect(page.getByText('These roles come from roles.toml.')).toBeVisible();
  const portalRoles = page.getByRole('region', { name: 'Portal roles' });
  await expect(portalRoles.getByRole('rowheader')).toHaveText([/^Owner/, /^Customer/, /^Support/]);
  const support = portalRoles.getByRole('row', { name: /Helps people/ });
  await expect(support).toContainText('by invitation');
  await expect(support.getByRole('listitem')).toHaveText(['domains.create', 'credentials.own']);
  await expectAccessible(page, 'the roles');

  await administrator.invite(SUE.email, { role: 'Support' });
  await administrator.openInvitations();
  await expect(administrator.cell(SUE.email, 'Role')).toHaveText('Support');
  const sue = await arrive();
  await sue.join(SUE);
  await sue.logIn(SUE);
  await sue.atHome(SUE.name);
  await administrator.visitor.open('/consumers/developers?tab=approved');
  await page.getByRole('link', { name: SUE.name }).click();
  await expect(page.getByText('Helps people, and creates domains for them.').first()).toBeVisible();
});

test('a role in use does not leave the catalogue: the start names who has it', async ({ administrator, arrive, portal }) => {
  await administrator.send([SUE.email], { role: 'Support' });
  const sue = await arrive();
  await sue.join(SUE);
  await portal.stop();
  await portal.writeRoles(MUST);
  const refused = await portal.command('serve');
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('roles in use are missing from roles.toml (1 row)');
  expect(refused.output).toContain('(approved): role "Support"');
  await portal.writeRoles(MUST + SUPPORT);
  await portal.start();
});
