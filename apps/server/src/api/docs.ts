import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const about = `Everything that the CMS does. Errors are \`application/problem+json\`; \`docs/errors.md\` explains them.

A browser signs in with \`POST /api/sign-in\` and sends \`csrf\` of \`GET /api/me\` as \`X-Tandem-Csrf\` with every
change; a program sends an API token as \`Authorization: Bearer\`. An edit names the version it was made on in
\`If-Match\`. Every change answers its \`position\`; a read with \`X-Tandem-After: <position>\` includes it.
\`X-Tandem-Command\` names a command, so that it can be repeated safely.`;

/** The description of every route under `/api`, made from the controllers. */
export const describeApi = (app: NestFastifyApplication): OpenAPIObject => {
  const config = new DocumentBuilder()
    .setTitle('Tandem').setDescription(about).setVersion('1')
    .addCookieAuth('tandem', { type: 'apiKey', in: 'cookie' }, 'cookie').addBearerAuth({ type: 'http' }, 'token')
    .addSecurityRequirements('cookie').addSecurityRequirements('token')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => path.startsWith('/api/')));
  return { ...document, paths };
};

/** `/api/docs` for people, `/api/docs/openapi.json` for programs. */
export const serveDocs = (app: NestFastifyApplication): void => {
  SwaggerModule.setup('api/docs', app, describeApi(app), {
    jsonDocumentUrl: 'api/docs/openapi.json', raw: ['json'], customSiteTitle: 'Tandem API',
    swaggerOptions: { persistAuthorization: false, supportedSubmitMethods: [] },
  });
};
