import type { InboundContent, OutboundContent } from '@tandem/domain';

/** A message in one line: its text, or what it is. */
export const textOf = (content: InboundContent | OutboundContent): string => {
  if ('text' in content && typeof content.text === 'string') return content.text;
  if ('title' in content && typeof content.title === 'string') return content.title;
  if ('emoji' in content && typeof content.emoji === 'string') return content.emoji;
  if (content.type === 'template') return `[template] ${content.name}`;
  if ('caption' in content && typeof content.caption === 'string') return `[${content.type}] ${content.caption}`;
  return `[${content.type}]`;
};
