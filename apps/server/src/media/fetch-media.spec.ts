// needs the protocol: meta-cloud
import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND, partsOfConversation, type ConversationEvent, type RecordedEvent } from '@tandem/domain';
import { aPicture, metaBody, noon, provider, shop, startTrial, type MediaAnswer, type Provider, type Trial } from '../testing/trial.js';
import { mediaRef } from './media-of.js';

const image = { type: 'image', image: { id: '778899', mime_type: 'image/png', caption: 'my receipt' } };
const fetched: MediaAnswer = { kind: 'fetched', media: aPicture };
const retry: MediaAnswer = { kind: 'retry', reason: 'HTTP 500' };

/** A provider that answers so to one call after the other, and then as to the last. */
const answering = (...answers: readonly MediaAnswer[]): { meta: Provider; asked: () => number } => {
  const meta = provider();
  let asked = 0;
  meta.media = () => answers[Math.min(asked++, answers.length - 1)]!;
  return { meta, asked: () => asked };
};

const dataOf = (event: RecordedEvent<ConversationEvent> | undefined) => event?.data as unknown as { media: string; message: string; reason: string; at: number };
const ofMedia = async (trial: Trial) => (await trial.events()).filter(({ type }) => type.startsWith('Media')).map(({ type }) => type);

describe('the medium of a message', () => {
  it('comes into the content store, and an event says so', async () => {
    const { meta } = answering(fetched);
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ part: image }));
    const [event] = await trial.happened('MediaFetched');
    const [message] = await trial.happened('MessageReceived');
    expect(event!.data).toMatchObject({ message: dataOf(message).message, bytes: 5, mimeType: 'image/png' });
    expect(await trial.content.get(dataOf(event).media)).toMatchObject({ kind: 'there', medium: { mimeType: 'image/png' } });
    expect(JSON.stringify(event)).not.toContain('778899');
    await trial.stop();
  });

  it('does not keep the message waiting: it is answered at once, with an address under which the medium will be', async () => {
    const meta = provider();
    let bring: (answer: MediaAnswer) => void = () => {};
    meta.media = () => new Promise<MediaAnswer>((resolve) => (bring = resolve));
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ part: { ...image, image: { ...image.image, url: 'https://lookaside.fbsbx.com/x' } } }));
    await trial.happened('SendAccepted');
    expect(await ofMedia(trial)).toEqual([]);
    const [message] = await trial.happened('MessageReceived');
    const ref = mediaRef(trial.vault, shop, dataOf(message).message);
    expect(trial.turns[0]?.messages[0]?.content).toMatchObject({ type: 'image', caption: 'my receipt', url: `https://here.example/media/${ref}` });
    expect(await trial.content.get(ref)).toEqual({ kind: 'absent' });
    bring(fetched);
    expect(dataOf((await trial.happened('MediaFetched'))[0]).media).toBe(ref);
    await trial.stop();
  });

  it('is asked for only where the message has one', async () => {
    const { meta, asked } = answering(fetched);
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ text: 'no picture' }));
    await trial.happened('SendAccepted');
    expect(asked()).toBe(0);
    expect(trial.turns[0]?.messages[0]?.content).toEqual({ type: 'text', text: 'no picture' });
    await trial.stop();
  });

  it('is tried again after 5 s, then after pauses that double, until it comes', async () => {
    const { meta } = answering(retry, retry, retry, fetched);
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ part: image }));
    await trial.happened('MessageReceived');
    await trial.clock.advance(MINUTE);
    const [event] = await trial.happened('MediaFetched');
    expect(dataOf(event).at - noon).toBeGreaterThanOrEqual(35 * SECOND);
    expect(dataOf(event).at - noon).toBeLessThan(37 * SECOND);
    await trial.stop();
  });

  it('is given up after a day, with the last reason', async () => {
    const { meta, asked } = answering(retry);
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ part: image }));
    await trial.clock.advance(DAY - HOUR);
    expect(await ofMedia(trial)).toEqual([]);
    await trial.clock.advance(2 * HOUR);
    const [event] = await trial.happened('MediaNotFetched');
    expect(dataOf(event).reason).toBe('HTTP 500');
    expect(asked()).toBeGreaterThan(20);
    expect(asked()).toBeLessThan(40);
    await trial.stop();
  });

  it('that is refused is not asked for again, and whoever asks is told that it will not come', async () => {
    const { meta, asked } = answering({ kind: 'refused', reason: 'too large' });
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ part: image }));
    const [event] = await trial.happened('MediaNotFetched');
    await trial.clock.advance(DAY);
    expect({ reason: dataOf(event).reason, asked: asked() }).toEqual({ reason: 'too large', asked: 1 });
    expect(await trial.content.get(mediaRef(trial.vault, shop, dataOf(event).message))).toEqual({ kind: 'none' });
    await trial.stop();
  });

  it('leaves no word of a provider in the log', async () => {
    const { meta } = answering({ kind: 'refused', reason: 'no medium of +6281234500001 <here>' });
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ part: image }));
    expect(dataOf((await trial.happened('MediaNotFetched'))[0]).reason).toBe('Failed');
    await trial.stop();
  });

  it('changes no timer and no session', async () => {
    const { meta } = answering(retry, fetched);
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ part: image }));
    await trial.happened('SendAccepted');
    await trial.clock.runUntil(noon + 5 * MINUTE - SECOND);
    expect(await ofMedia(trial)).toEqual(['MediaFetched']);
    expect((await trial.events()).some(({ type }) => type === 'AskRequested')).toBe(false);
    await trial.clock.advance(2 * SECOND);
    await trial.happened('AskRequested');
    await trial.stop();
  });

  it('of somebody who was erased meanwhile is not kept', async () => {
    const meta = provider();
    let bring: (answer: MediaAnswer) => void = () => {};
    meta.media = () => new Promise<MediaAnswer>((resolve) => (bring = resolve));
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ part: image }));
    await trial.happened('SendAccepted');
    await trial.vault.destroy(`customer-${partsOfConversation(await trial.only()).customer}`);
    bring(fetched);
    expect(dataOf((await trial.happened('MediaNotFetched'))[0]).reason).toBe('Erased');
    await trial.stop();
  });
});

describe('fetching media after a restart', () => {
  it('goes on with what was not brought, and only with that', async () => {
    const { meta } = answering(fetched, retry);
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ part: image }));
    await trial.happened('MediaFetched');
    await trial.receive(metaBody({ part: { ...image, image: { id: '2', mime_type: 'image/png' } } }));
    await trial.happened('MessageReceived', 2);
    await trial.clock.advance(2 * SECOND);
    await trial.stop();
    const second = answering(fetched);
    const next = await startTrial({ ...trial, provider: second.meta, again: true });
    await next.happened('MediaFetched', 2);
    await next.clock.advance(MINUTE);
    expect(second.asked()).toBe(1);
    expect(await ofMedia(next)).toEqual(['MediaFetched', 'MediaFetched']);
    await next.stop();
  });

  it('asks for nothing twice although it has forgotten how far it was', async () => {
    const { meta, asked } = answering(fetched);
    const trial = await startTrial({ provider: meta });
    await trial.receive(metaBody({ part: image }));
    await trial.happened('MediaFetched');
    await trial.stop();
    const next = await startTrial({ ...trial, provider: meta, ledger: undefined, again: true });
    await next.clock.advance(MINUTE);
    expect(asked()).toBe(1);
    expect(await ofMedia(next)).toEqual(['MediaFetched']);
    await next.stop();
  });

  it('records what was stored when a crash came in between', async () => {
    const { meta, asked } = answering(fetched);
    const trial = await startTrial({
      provider: meta,
      change: ({ store }) => ({ store: { ...store, append: (stream, events, version) =>
        (events.some(({ type }) => type === 'MediaFetched') ? Promise.reject(new Error('crash')) : store.append(stream, events, version)) } }),
    });
    await trial.receive(metaBody({ part: image }));
    await trial.until(() => asked() === 1);
    await trial.clock.advance(SECOND);
    await trial.stop();
    const next = await startTrial({ ...trial, provider: meta, again: true });
    await next.happened('MediaFetched');
    expect(asked()).toBe(1);
    await next.stop();
  });
});
