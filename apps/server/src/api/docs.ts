import { readFileSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const about = `Everything that the CMS does. Errors are \`application/problem+json\`; \`docs/errors.md\` explains them.

A browser signs in with \`POST /api/sign-in\` and sends \`csrf\` of \`GET /api/me\` as \`X-Tandem-Csrf\` with every
change; a program sends an API token as \`Authorization: Bearer\`. An edit names the version it was made on in
\`If-Match\`. Every change answers its \`position\`; a read with \`X-Tandem-After: <position>\` includes it.
\`X-Tandem-Command\` names a command, so that it can be repeated safely.`;

/** What each route answers; made from the types of the wire (its test says how). */
const answers = JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8')) as {
  readonly schemas: Readonly<Record<string, object>>;
  readonly routes: Readonly<Record<string, object | null | undefined>>;
};

type Paths = OpenAPIObject['paths'];

const named = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const problem = {
  description: 'What went wrong.', content: { 'application/problem+json': { schema: named('Problem') } },
};

const exported = {
  description: 'The file.', content: { 'application/x-ndjson': { schema: { type: 'string' } }, 'text/csv': { schema: { type: 'string' } } },
};

/** What is no JSON. */
const notJson: Readonly<Record<string, object | undefined>> = {
  '/api/live': { description: 'What has changed.', content: { 'text/event-stream': { schema: named('LiveEvent') } } },
  '/api/agents/{agent}/history/export': exported,
  '/api/audit/export': exported,
  '/api/audit/verifier.html': { description: 'The page.', content: { 'text/html': { schema: { type: 'string' } } } },
};

/** The answer that `path` gives where all goes well, and a problem for every other status. */
const responsesOf = (method: string, path: string, made: object): object => {
  const [status = '200'] = Object.keys(made);
  const other = notJson[path];
  if (other) return { [status]: other, default: problem };
  const schema = answers.routes[`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`];
  const content = schema ? { content: { 'application/json': { schema } } } : {};
  return { [status]: { description: schema ? 'Done.' : 'Done; there is nothing to say.', ...content }, default: problem };
};

const withResponses = (paths: Paths): Paths =>
  Object.fromEntries(Object.entries(paths).map(([path, methods]) => [path, Object.fromEntries(
    Object.entries(methods as Readonly<Record<string, { readonly responses: object }>>).map(([method, operation]) => [
      method, { ...operation, responses: responsesOf(method, path, operation.responses) },
    ]),
  )]));

/** The description of every route under `/api`, made from the controllers. */
export const describeApi = (app: NestFastifyApplication): OpenAPIObject => {
  const config = new DocumentBuilder()
    .setTitle('Tandem').setDescription(about).setVersion('1')
    .addCookieAuth('tandem', { type: 'apiKey', in: 'cookie' }, 'cookie').addBearerAuth({ type: 'http' }, 'token')
    .addSecurityRequirements('cookie').addSecurityRequirements('token')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => path.startsWith('/api/')));
  const components = { ...document.components, schemas: { ...document.components?.schemas, ...answers.schemas } };
  return { ...document, paths: withResponses(paths), components };
};

/** `/api/docs` for people, `/api/docs/openapi.json` for programs. */
export const serveDocs = (app: NestFastifyApplication): void => {
  SwaggerModule.setup('api/docs', app, describeApi(app), {
    jsonDocumentUrl: 'api/docs/openapi.json', raw: ['json'], customSiteTitle: 'Tandem API',
    swaggerOptions: { persistAuthorization: false, supportedSubmitMethods: [] },
  });
};
