// Lets a child process of a test run the TypeScript sources (node --conditions=@tandem/source --import <this file>): Node
// strips the types, and here a relative `.js` becomes the `.ts` that it is made from.
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    next(/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts') ? specifier.replace(/\.js$/, '.ts') : specifier, context),
});
