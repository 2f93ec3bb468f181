// needs the protocol: meta-cloud
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startKurrentDouble, type KurrentDouble } from '@tandem/event-store/kurrentdb/testing';
import { MINUTE } from '@tandem/domain';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { noon, startStory, type Story } from '../testing/story.js';

const sari = '6281234500001';

describe('a conversation, its log in KurrentDB', () => {
  let database: KurrentDouble;
  let story: Story;
  beforeEach(async () => {
    database = await startKurrentDouble();
    story = await startStory({ kept: 'sqlite', config: { eventStore: database.url } });
  });
  afterEach(async () => {
    await story.end();
    await database.stop();
  });

  it('is answered, asked after silence and ended, over a restart of the server and one of the database', async () => {
    const line = story.published;
    await line.talks(sari, 'hello');
    expect(line.texts()).toEqual(['You said: hello']);
    await story.quiet();
    await story.restart();
    await story.advance(5 * MINUTE);
    await line.sent(2);
    expect(line.asks()).toHaveLength(1);
    await story.quiet();

    const { log, port } = database;
    await story.restart(async () => {
      await database.stop();
      database = await startKurrentDouble({ log, port });
    });
    await line.taps(sari, 'end');
    expect(await line.happened('SessionEnded')).toMatchObject({ data: { reason: 'customer-confirmed', at: noon + 5 * MINUTE } });
    expect(line.agent.turns).toHaveLength(1);
    expect(line.asks()).toHaveLength(1);
  }, 60_000);

  it('leaves neither log nor keys in the data folder, and no personal word in the database', async () => {
    const line = story.published;
    await line.talks({ phone: sari, name: 'Sari Dewi' }, 'my address is Jalan Melati 7');
    await story.quiet();
    const { folder = '' } = story.server().context;
    for (const file of ['log.sqlite', 'vault.sqlite']) expect(existsSync(join(folder, file))).toBe(false);
    for (const file of ['views.sqlite', 'timers.sqlite', 'writer', 'log-of']) expect(existsSync(join(folder, file))).toBe(true);
    const all = database.log.all().map(({ stream, data, meta }) => `${stream} ${Buffer.from(data).toString()} ${Buffer.from(meta).toString()}`);
    expect(all.some((text) => text.startsWith('key-customer-'))).toBe(true);
    for (const word of [sari, 'Sari', 'Melati']) expect(all.filter((text) => text.includes(word))).toEqual([]);
  }, 60_000);
});
