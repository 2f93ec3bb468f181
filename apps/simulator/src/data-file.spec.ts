import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.js';
import { startScene } from './testing/scene.js';

describe('the simulator with a data folder', () => {
  let dataFolder: string;
  beforeEach(() => {
    dataFolder = mkdtempSync(join(tmpdir(), 'simulator-'));
  });
  afterEach(() => rmSync(dataFolder, { recursive: true }));

  it('has numbers, overrides, chats and pictures again after a restart', async () => {
    const first = await startScene({ dataFolder });
    const { phoneNumberId } = first.number;
    await first.call('POST', phoneNumberId, { body: { webhook_configuration: { override_callback_uri: first.receiver.url, verify_token: 'verify-me' } } });
    first.simulator.inbound(phoneNumberId, { from: '16505551234', type: 'image' });
    await first.send({ text: { body: 'Hello' } });
    await first.close();

    const second = await startSimulator({ port: 0, dataFolder });
    expect(second.numbers()).toMatchObject([{ phoneNumberId, override: first.receiver.url }]);
    expect(second.sent(phoneNumberId)).toMatchObject([{ body: { text: { body: 'Hello' } } }]);
    const { messages } = (await (await fetch(`${second.url}/phone/chat?number=${phoneNumberId}&customer=16505551234`)).json()) as { messages: { media?: { url: string } }[] };
    expect(messages).toHaveLength(2);
    expect((await fetch(`${second.url}${messages[0]?.media?.url}`)).headers.get('content-type')).toBe('image/png');
    await second.close();
    expect(readdirSync(dataFolder)).toEqual(['simulator.json']);
  });

  it('does not start on a file that is not its own, and leaves it as it is', async () => {
    const file = join(dataFolder, 'simulator.json');
    for (const content of ['{"half', '{"version": 99}']) {
      writeFileSync(file, content);
      await expect(startSimulator({ port: 0, dataFolder })).rejects.toThrow(/is not a data file of this simulator/);
      expect(readFileSync(file, 'utf8')).toBe(content);
    }
  });
});
