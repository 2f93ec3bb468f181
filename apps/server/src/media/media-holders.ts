import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which processes of the installation keep their media in this one's folder, where several share the log. */
export interface MediaHolders {
  /** This process, as links name it. */
  readonly self: string;
  /** Whether what that process fetches is to be found here: it is this one, or they share the folder. */
  keepsHere(writer: string): boolean;
}

/** Each leaves its name in the folder: who finds it there shares it. */
export const openMediaHolders = ({ folder, writer }: { folder: string; writer: string }): MediaHolders => {
  const names = join(folder, 'holders');
  mkdirSync(names, { recursive: true });
  writeFileSync(join(names, writer), '');
  return { self: writer, keepsHere: (other) => /^[0-9a-f]{16}$/.test(other) && existsSync(join(names, other)) };
};
