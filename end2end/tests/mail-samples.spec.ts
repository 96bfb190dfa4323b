// Settings > Mail: what each mail looks like, and a test of it to oneself (PRODUCT.md section 6).
import { expectAccessible } from '../fixtures/accessible';
import { OWNER, expect, test } from '../fixtures/test';

test('a mail is looked at in the portal\'s name and colour', async ({ administrator }) => {
  const { page } = administrator;
  await administrator.change({ portal_name: 'Copper Works', body_colour: '#7a1f3d' });
  await administrator.openSettings('mail');
  await page.getByRole('link', { name: 'Preview: Password reset', exact: true }).click();
  await administrator.visitor.at('Password reset');
  await expect(page.getByText('Reset your password at Copper Works').first()).toBeVisible();
  const frame = page.frameLocator('iframe');
  await expect(frame.getByText('Copper Works').first()).toBeVisible();
  await expect(frame.locator('.page')).toHaveCSS('background-color', 'rgb(122, 31, 61)');
  await expectAccessible(page, 'the look at a mail');
  await page.getByRole('link', { name: 'Mail settings' }).click();
  await administrator.visitor.at('Settings');
});

test('a test comes to oneself, marked as one, and nothing unsaved is lost', async ({ administrator, mailbox }) => {
  const { page, js } = administrator;
  await administrator.openSettings('mail');
  await administrator.position('Refused', false).check();
  await page.getByRole('button', { name: 'Send a test to me: Refused', exact: true }).click();
  await expect(page.getByText('on its way to your own address').first()).toBeVisible();
  const letter = await mailbox.next(OWNER.email, /^\[Test\] /);
  expect(letter.to).toBe(OWNER.email);
  expect(letter.text).toContain('We know nobody of that name.');
  if (js) await expect(administrator.position('Refused', false)).toBeChecked();

  await administrator.visitor.open('/settings/mail/invitation');
  await administrator.visitor.button('Send a test to me').click();
  await expect(page.getByText('on its way to your own address').first()).toBeVisible();
  const invitation = await mailbox.next(OWNER.email, /^\[Test\] .* invites you to/);
  // Its link is none.
  const link = /https?:\/\/\S+\/invite\/\S+/.exec(invitation.text)?.[0] ?? '';
  expect(link).toContain('/invite/example');
  await administrator.visitor.page.goto(link);
  await administrator.visitor.at('This link does not work');
});
