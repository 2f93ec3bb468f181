// needs the protocol: meta-cloud
// needs the protocol: coster
// needs the protocol: qontak
import { afterEach, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '@tandem/domain';
import { protocols } from '@tandem/protocols';
import type { ConnectedChannelView, Me } from '@tandem/wire';
import { callerOf, cookieIn, password, type Caller } from '../testing/api-client.js';
import type { Line } from '../testing/story-line.js';
import { costerLines, qontakLines, type AnyNumber } from '../testing/story-numbers.js';
import { startStoryOf, type Story } from '../testing/story.js';

const sari = '6281234500001';
const draftTab = '/api/agents/shop/channels/draft';

const installed = new Set<string>(protocols.map(({ name }) => name));
const shared: readonly [string, readonly AnyNumber[]][] = [['qontak', qontakLines], ['coster', costerLines]];
const cases = shared.filter(([name]) => installed.has(name) && installed.has('meta-cloud'));

let story: Story<AnyNumber> | undefined;
afterEach(async () => {
  await story?.end();
  story = undefined;
});

/** Somebody who is signed in to the CMS. */
const signIn = async ({ url, context }: ReturnType<Story<AnyNumber>['server']>): Promise<Caller> => {
  const token = context.people.firstOwnerLink() ?? '';
  const answer = await callerOf(url).call<Me>('POST', '/api/invitations/take', { token, name: 'Budi', email: 'budi@example.com', password });
  return callerOf(url, { cookie: cookieIn(answer), me: answer.body });
};

/** What is done on the tab of the draft, whose address is the one that the provider calls for both numbers. */
const deeds: readonly [string, (budi: Caller) => Promise<unknown>][] = [
  ['makes a new secret', (budi) => budi.call('POST', `${draftTab}/webhook-secret`, {})],
  ['switches the protocol', async (budi) => {
    const { version } = await budi.get<ConnectedChannelView>(draftTab);
    return budi.call('PUT', `${draftTab}/protocol`, { protocol: 'meta-cloud' }, { 'if-match': String(version) });
  }],
  ['disconnects', (budi) => budi.call('POST', `${draftTab}/disconnect`, {})],
];

const readOf = (line: Line<AnyNumber>) => line.events('SendStatusChanged').filter(({ data }) => data.status === 'read').length;

it.each(cases)('nothing that is done on one tab loses the other anything, both of one account of %s', async (_protocol, numbers) => {
  story = await startStoryOf(numbers);
  const { published, draft } = story;
  const budi = await signIn(story.server());
  await draft.talks(sari, 'hello, draft');
  await published.talks(sari, 'hello');
  const expected = ['You said: hello'];
  for (const [what, deed] of deeds) {
    await story.advance(SECOND); // one number speaks so many times a second
    expect(await deed(budi)).toMatchObject({ status: 200 });
    await published.talks(sari, what);
    expected.push(`You said: ${what}`);
    expect(published.texts()).toEqual(expected);
  }
  await story.quiet();
  expect(readOf(published)).toBe(expected.length);
  expect(draft.texts()).toEqual(['You said: hello, draft']);

  await story.advance(5 * MINUTE);
  await story.log().until('the ask', () => published.asks().length > 0);
  await story.quiet();
  await published.taps(sari, 'end');
  expect((await published.happened('SessionEnded')).data.reason).toBe('customer-confirmed');
  await story.quiet();
  expect(story.server().context.directory.byKey(published.channel)?.state.status).toBe('connected');
  expect(draft.texts()).toEqual(['You said: hello, draft']);
});
