import type { FastifyInstance } from 'fastify';
import type { Outage } from '../outage/outage.js';
import { isApi } from './problem.filter.js';
import { ProblemException } from './problems.js';

/** While the database is away a change is refused at once; what is read is answered as far as this process knows it. */
export const refuseWhileAway = (fastify: FastifyInstance, outage: Outage): void => {
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isApi(request.url) || request.method === 'GET' || outage.standing().awaySince === undefined) return undefined;
    const problem = ProblemException.of('DatabaseAway');
    return reply.code(problem.status).header('retry-after', '5').type('application/problem+json; charset=utf-8').send(problem.body());
  });
};
