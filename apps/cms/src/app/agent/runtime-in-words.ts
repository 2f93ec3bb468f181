import type { RuntimeView } from '@tandem/wire';
import type { Words } from '../words/words.js';

/** A runtime as a sentence names it: `HTTP endpoint (https://…)`. */
export const runtimeInWords = (runtime: RuntimeView | undefined, { agent, publish }: Words): string => {
  switch (runtime?.kind) {
    case undefined:
      return publish.none;
    case 'demo':
      return agent.kinds.demo;
    case 'http':
      return `${agent.kinds.http} (${runtime.url})`;
    case 'openai':
      return `${agent.kinds.openai} (${runtime.model}, ${runtime.baseUrl})`;
  }
};
