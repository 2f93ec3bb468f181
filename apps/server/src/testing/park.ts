import type { InboundItem } from '@tandem/domain';
import { appendParked, parkedKey } from '../webhooks/parked.js';
import type { Story } from './story.js';

/** Parks an item on the first agent's published number as the reader does with what it could not handle. */
export const parkItem = async (story: Story, parked: string, content: string): Promise<void> => {
  const { published, clock } = story;
  const { store, vault } = story.server().context;
  const sealed = await vault.seal(parkedKey(parked), content);
  const data = { parked, at: clock.now(), receipt: `receipt of ${parked}`, item: 0, receivedAt: clock.now(), reason: 'Failed', content: sealed };
  await appendParked(published.channel, { type: 'ItemParked', data }, { store, id: parked });
};

/** What a customer wrote. */
export const parkMessage = (story: Story, parked: string, text: string): Promise<void> => {
  const item: InboundItem = {
    kind: 'message', id: `wamid.${parked}`, from: { phone: '6281299990007' }, at: story.clock.now(), content: { type: 'text', text },
    address: story.published.number.phoneNumberId,
  };
  return parkItem(story, parked, JSON.stringify(item));
};

/** A part of a body that nobody could read: handling it again says so. */
export const parkUnreadable = (story: Story, parked: string): Promise<void> =>
  parkItem(story, parked, JSON.stringify({ kind: 'unreadable', reason: 'unknown' } satisfies InboundItem));
