// needs the protocol: meta-cloud
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND, partsOfConversation } from '@tandem/domain';
import { by } from '../testing/installation.js';
import { startStory, type Story } from '../testing/story.js';

const sari = { phone: '6281234500001', name: 'Sari Dewi Lestari' };
const budi = { phone: '6281234500002', userId: 'ID.884422110099', name: 'Budi Santoso' };
const menu = 'rendang and sambal matah';
const said = {
  first: 'where is my parcel of tuesday', caption: 'photo of the broken box', operator: 'a colleague looks into it', reply: 'Your parcel rests in Bandung',
};

/** Everything in the data folder but the views, as text. */
const filesOf = (folder: string): ReadonlyMap<string, string> => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(names.filter((name) => statSync(join(folder, name)).isFile()).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
};

describe('the data folder', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory({ kept: 'sqlite' });
  });
  afterEach(() => story.end());

  /** Conversations of every kind: asked and ended, with media, with an operator, merged, erased, and a failed send. */
  const live = async (): Promise<void> => {
    const { published, draft } = story;
    published.agent.behave(() => ({ replies: [said.reply] }));
    await published.talks(sari, said.first);
    await published.talks(sari, {
      type: 'document', document: { caption: said.caption, filename: 'menu-of-sari.txt' }, file: { mimeType: 'text/plain', base64: Buffer.from(menu).toString('base64') },
    });
    await published.happened('MediaFetched');
    await story.advance(5 * MINUTE);
    await published.sent(3);
    await story.advance(10 * MINUTE);
    await published.happened('SessionEnded');
    await published.talks({ phone: budi.phone, name: budi.name }, 'budi by phone number');
    await published.talks({ userId: budi.userId, name: budi.name }, 'budi by his user id');
    await published.talks(budi, 'budi by both of them');
    const { conversations } = story.server().context.procedures;
    const whom = { channel: published.channel, customer: partsOfConversation((await published.happened('MessageReceived', 3)).stream).customer };
    await conversations.takeOver(whom, by());
    await conversations.speak(whom, by(), { type: 'text', text: said.operator });
    published.fails({ fault: 'fail', code: 131026, details: `cannot reach ${sari.phone}` });
    await published.talks(sari, 'one more of sari');
    await draft.talks(sari, 'a test of the draft by sari');
    await story.quiet();
    const { customer } = partsOfConversation((await draft.happened('MessageReceived')).stream);
    await conversations.erase({ channel: draft.channel, customer }, by());
    await story.advance(2 * SECOND);
    await story.quiet();
  };

  const secrets = (): readonly string[] => [
    sari.phone, sari.name, budi.phone, budi.userId, budi.name, menu, 'menu-of-sari', ...Object.values(said), 'budi by', 'one more of sari', 'test of the draft',
    'wamid.', story.published.number.accessToken, story.published.number.appSecret, story.draft.number.accessToken, story.published.agent.secret,
    ...story.simulator.sent(story.published.number.phoneNumberId).map(({ wamid }) => wamid.slice('wamid.'.length)),
  ];

  const leaks = (): readonly string[] => {
    const folder = story.server().context.folder ?? '';
    const files = filesOf(folder);
    expect([...files.keys()].map((name) => name.split('/')[0]?.split('.')[0])).toEqual(
      expect.arrayContaining(['log', 'vault', 'timers', 'progress', 'media', 'views', 'search', 'master', 'writer']),
    );
    const kept = [...files].filter(([name]) => !name.startsWith('views.') && !name.startsWith('search.'));
    return secrets().flatMap((secret) => kept.filter(([, text]) => text.includes(secret)).map(([name]) => `${name}: ${secret}`));
  };

  it('holds no number, name, text, token and no id of a provider in clear, while the server runs and after it', async () => {
    await live();
    expect(leaks()).toEqual([]);
    await story.restart(() => expect(leaks()).toEqual([]));
  }, 60_000);

  it('is really looked through: the views hold texts and names, the search all that was said, the log the names of events', async () => {
    await live();
    const files = [...filesOf(story.server().context.folder ?? '')];
    const of = (start: string) => files.filter(([name]) => name.startsWith(start)).map(([, text]) => text).join('');
    for (const shown of [said.operator, sari.name, budi.phone]) expect(of('views.').includes(shown)).toBe(true);
    for (const found of [said.first, said.operator, budi.phone]) expect(of('search.').includes(found)).toBe(true);
    for (const view of ['views.', 'search.']) expect(of(view).includes('a test of the draft by sari')).toBe(false);
    for (const event of ['MessageReceived', 'MediaFetched', 'SessionEnded', 'CustomerMerged', 'CustomerErased', 'SendStatusChanged']) expect(of('log.').includes(event)).toBe(true);
  }, 60_000);
});
