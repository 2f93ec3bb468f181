import type { InboundContent, InboundMedia } from '@tandem/domain';

/** What a customer said as one text: words as they are, everything else as a short description in brackets. */
export const describeContent = (content: InboundContent): string => {
  switch (content.type) {
    case 'text': return content.text;
    case 'image': case 'audio': case 'video': case 'document': case 'sticker': return mediaText(content);
    case 'location': return bracketed('location', content.label ?? content.address, coordinates(content));
    case 'contacts': return bracketed('contacts', content.contacts.map(({ name }) => name ?? 'unnamed').join(', '));
    case 'button': return content.title ?? bracketed('button', content.id);
    case 'list': return content.title ?? bracketed('choice', content.id);
    case 'form': return bracketed('form', content.name, jsonOf(content.response));
    case 'reaction': return content.emoji === undefined ? '[reaction taken back]' : bracketed('reaction', content.emoji);
    case 'order': return bracketed('order', content.text, content.items && `${content.items.length} items`);
    case 'other': return bracketed('message of an unknown kind', content.was);
  }
};

const mediaText = ({ type, voice, caption, filename }: InboundMedia): string => {
  const what = bracketed(voice ? 'voice message' : type, filename);
  return caption ? `${what} ${caption}` : what;
};

const coordinates = ({ latitude, longitude }: { latitude?: number; longitude?: number }): string | undefined =>
  latitude === undefined || longitude === undefined ? undefined : `${latitude}, ${longitude}`;

const bracketed = (what: string, ...details: readonly (string | undefined)[]): string => {
  const said = details.filter((detail) => detail !== undefined && detail.trim() !== '').join('; ');
  return said === '' ? `[${what}]` : `[${what}: ${said.slice(0, MAX_DETAILS)}]`;
};

const MAX_DETAILS = 1_000;

const jsonOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : JSON.stringify(value));
