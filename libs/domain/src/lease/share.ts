/**
 * Which of these processes should hold the channel: the one whose weight for it is greatest (rendezvous hashing). All
 * who know the same processes answer the same, without a word between them; one that comes or goes moves only the
 * channels that it gets or had. Undefined where there is no process.
 */
export const holderOf = (channel: string, writers: readonly string[], weigh: (text: string) => number = hashOf): string | undefined => {
  let best: { writer: string; weight: number } | undefined;
  for (const writer of writers) {
    const weight = weigh(`${channel} ${writer}`);
    if (!best || weight > best.weight || (weight === best.weight && writer > best.writer)) best = { writer, weight };
  }
  return best?.writer;
};

/** FNV-1a with a final mix, 32 bits: plain FNV hardly moves for names that differ in their last letters. */
export const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
