// The restricted content (PRODUCT.md section 7): written and looked at under Settings > Home, read by approved people alone.
import { expectAccessible } from '../fixtures/accessible';
import { PORTAL_NAME, expect, test, type Person } from '../fixtures/test';

const NIA: Person = { name: 'Nia Voss', email: 'nia@x.example', password: 'Granite5!meadow' };
const TEXT = '# Tide tables\n\nAsk **the pilot** or <b onclick="alert(1)">[the web](https://x.example)</b>.\n\n<script>document.title = "taken";</script>\n';

test('a home page is looked at, saved, and read by a Customer', async ({ administrator, arrive }) => {
  const { page, js } = administrator;
  await administrator.openSettings('home');
  await expect(page.getByText('No text: people see a welcome')).toBeVisible();
  await page.getByLabel('Text of the home page').fill(TEXT);
  await administrator.visitor.button('Preview').click();
  await expect(page.getByText('What is typed, not saved yet.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Tide tables', level: 2 })).toBeVisible();
  await expect(page.getByText('the pilot', { exact: true })).toBeVisible();
  // Nothing is lost by looking.
  await expect(page.getByLabel('Text of the home page')).toHaveValue(js ? TEXT : TEXT.trimEnd() + '\n');
  await expectAccessible(page, 'the preview of the home page');
  await administrator.save();
  await administrator.expectSaved();
  await expect(page.getByText('What is saved.')).toBeVisible();

  await administrator.send([NIA.email]);
  const nia = await arrive();
  await nia.join(NIA);
  await expect(nia.page.getByText('Tide tables')).toHaveCount(0);
  await nia.logIn(NIA);
  await nia.atHome(NIA.name);
  await expect(nia.page.getByRole('heading', { name: 'Tide tables', level: 2 })).toBeVisible();
  const link = nia.page.getByRole('link', { name: 'the web' });
  await expect(link).toHaveAttribute('href', 'https://x.example');
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  await expect(nia.page).toHaveTitle(PORTAL_NAME);
  await expectAccessible(nia.page, 'the home page');

  // A change holds at the next look; an end of the access ends the look.
  await administrator.change({ home_page: '# Storm warning' });
  await nia.open('/');
  await expect(nia.page.getByRole('heading', { name: 'Storm warning', level: 2 })).toBeVisible();
});

test('who is not approved reads nothing of it, and an Owner is led to the work', async ({ administrator, arrive, watch }) => {
  await administrator.change({ home_page: TEXT, invitations_auto_approve: 'off' });
  await administrator.send([NIA.email]);
  const nia = await arrive();
  await nia.openInvitation(await nia.invitationLink(NIA.email));
  await nia.register(NIA);
  await nia.at('Waiting for approval');
  watch.expectRefusal(403);
  await nia.tryToLogIn(NIA.email, NIA.password);
  await expect(nia.page.getByText('Tide tables')).toHaveCount(0);
  await nia.page.goto('/');
  await nia.at('Log in');
  const answer = await nia.page.request.post(`${administrator.portal.url}/api/home/read`, {
    form: {},
    headers: { origin: administrator.portal.url, accept: 'application/json' },
  });
  expect(answer.status()).toBe(401);
  expect(await answer.text()).not.toContain('pilot');
  await administrator.visitor.open('/');
  await administrator.visitor.at('Invitations');
});
