import { createHash } from 'node:crypto';
import type { Chance } from '../chance.js';
import type { SimulatorClock } from '../clock.js';

export type MediaFile = { id: string; mimeType: string; bytes: Buffer; sha256: string; until: number; phoneNumberId: string };

export type MediaSnapshot = { id: string; mimeType: string; base64: string; until: number; phoneNumberId: string }[];

const DAY = 24 * 60 * 60 * 1000;
const MB = 1024 * 1024;

/** How long ids and download addresses live (business-phone-numbers/media; ids in webhooks since 9 Oct 2025). */
export const mediaLives = { uploaded: 30 * DAY, webhook: 7 * DAY, url: 5 * 60 * 1000 };

export const mediaTypes = ['image', 'video', 'audio', 'document', 'sticker'];

const limits: { pattern: RegExp; bytes: number }[] = [
  { pattern: /^image\/(jpeg|png)$/, bytes: 5 * MB },
  { pattern: /^image\/webp$/, bytes: 500 * 1024 },
  { pattern: /^audio\/(aac|amr|mpeg|mp4|ogg)$/, bytes: 16 * MB },
  { pattern: /^video\/(mp4|3gpp?)$/, bytes: 16 * MB },
  { pattern: /^(text\/plain|application\/.+)$/, bytes: 100 * MB },
];

/** What Meta would say against a file of this type and size: unknown type, too large, or nothing. */
export function mediaRefusal(mimeType: string, size: number): 'type' | 'size' | undefined {
  const limit = limits.find(({ pattern }) => pattern.test(mimeType.split(';')[0]?.trim() ?? ''));
  if (!limit) return 'type';
  return size > limit.bytes ? 'size' : undefined;
}

/** Files by id, and download addresses that live for five minutes. */
export function createMedia({ clock, chance }: { clock: SimulatorClock; chance: Chance }) {
  const files = new Map<string, MediaFile>();
  const downloads = new Map<string, { id: string; until: number }>();

  const store = (file: { mimeType: string; bytes: Buffer; phoneNumberId: string; life: number }): MediaFile => {
    const { mimeType, bytes, phoneNumberId, life } = file;
    const sha256 = createHash('sha256').update(bytes).digest('base64');
    const stored = { id: chance.digits(16), mimeType, bytes, phoneNumberId, sha256, until: clock.now() + life };
    files.set(stored.id, stored);
    return stored;
  };

  const find = (id: string): MediaFile | undefined => {
    const file = files.get(id);
    return file && file.until > clock.now() ? file : undefined;
  };

  return {
    store, find,
    /** The path of a download address, good for five minutes. */
    downloadPath: (file: MediaFile): string => {
      for (const [key, { until }] of downloads) if (until <= clock.now()) downloads.delete(key);
      const key = chance.hex(24).toLowerCase();
      const until = clock.now() + mediaLives.url;
      downloads.set(key, { id: file.id, until });
      return `/whatsapp_business/attachments/?mid=${key}&ext=${Math.floor(until / 1000)}&hash=${chance.hex(16).toLowerCase()}`;
    },
    download: (key: string): MediaFile | undefined => {
      const entry = downloads.get(key);
      return entry && entry.until > clock.now() ? find(entry.id) : undefined;
    },
    remove: (id: string) => files.delete(id),
    /** Small files only, so that the data file stays small. */
    snapshot: (): MediaSnapshot => [...files.values()].filter(({ bytes }) => bytes.length <= 256 * 1024)
      .map(({ id, mimeType, bytes, until, phoneNumberId }) => ({ id, mimeType, base64: bytes.toString('base64'), until, phoneNumberId })),
    restore: (kept: MediaSnapshot) => {
      for (const { base64, ...file } of kept) {
        const bytes = Buffer.from(base64, 'base64');
        files.set(file.id, { ...file, bytes, sha256: createHash('sha256').update(bytes).digest('base64') });
      }
    },
    clear: () => {
      files.clear();
      downloads.clear();
    },
  };
}

export type Media = ReturnType<typeof createMedia>;
