import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator } from './simulator.js';
import { kopi } from './testing/coster-scene.js';
import { startQontakScene, toko } from './testing/qontak-scene.js';
import { startScene } from './testing/scene.js';

describe('the simulator with a data folder', () => {
  let dataFolder: string;
  beforeEach(() => {
    dataFolder = mkdtempSync(join(tmpdir(), 'simulator-'));
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    rmSync(dataFolder, { recursive: true });
  });
  const closing: (() => Promise<void>)[] = [];

  /** The simulator again, on the same folder. */
  const startAgain = async () => {
    const simulator = await startSimulator({ port: 0, dataFolder });
    closing.push(simulator.close);
    return simulator;
  };

  it('has numbers, overrides, chats and pictures again after a restart', async () => {
    const first = await startScene({ dataFolder });
    const { phoneNumberId } = first.number;
    await first.call('POST', phoneNumberId, { body: { webhook_configuration: { override_callback_uri: first.receiver.url, verify_token: 'verify-me' } } });
    first.simulator.inbound(phoneNumberId, { from: '16505551234', type: 'image' });
    await first.send({ text: { body: 'Hello' } });
    await first.close();

    const second = await startAgain();
    expect(second.numbers()).toMatchObject([{ phoneNumberId, override: first.receiver.url }]);
    expect(second.sent(phoneNumberId)).toMatchObject([{ body: { text: { body: 'Hello' } } }]);
    const { messages } = (await (await fetch(`${second.url}/phone/chat?number=${phoneNumberId}&customer=16505551234`)).json()) as { messages: { media?: { url: string } }[] };
    expect(messages).toHaveLength(2);
    expect((await fetch(`${second.url}${messages[0]?.media?.url}`)).headers.get('content-type')).toBe('image/png');
    await second.close();
    closing.pop();
    expect(readdirSync(dataFolder)).toEqual(['simulator.json']);
  });

  it('has accounts, organisations, what was registered, rooms and chats of every provider again', async () => {
    const first = await startQontakScene({ dataFolder });
    await first.register();
    await first.write('Halo');
    first.simulator.qontak.room({ roomId: first.room() }, 'take');
    first.simulator.coster.addAccount({ ...kopi, webhookUrl: first.receiver.url });
    first.simulator.inbound('6282300000008', { from: '6282100000001', text: 'Halo' });
    const kept = [first.simulator.numbers(), first.simulator.coster.accounts(), first.simulator.qontak.organisations(), first.simulator.qontak.rooms()];
    await first.close();

    const second = await startAgain();
    expect([second.numbers(), second.coster.accounts(), second.qontak.organisations(), second.qontak.rooms()]).toEqual(kept);
    const authorization = `Bearer ${toko.botToken}`;
    const history = await fetch(`${second.url}/qontak/api/open/v1/rooms/${first.room()}/histories`, { headers: { authorization } });
    expect(await history.json()).toMatchObject({ data: [{ text: 'Halo' }] });
  });

  it('starts on a file of a simulator that knew one provider only', async () => {
    const first = await startScene({ dataFolder });
    await first.close();
    const file = join(dataFolder, 'simulator.json');
    const { version, metaCloud } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ version, metaCloud }));
    const second = await startAgain();
    expect(second.numbers()).toMatchObject([{ phoneNumberId: first.number.phoneNumberId }]);
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
