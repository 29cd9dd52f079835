import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { parseGlobalId } from '../../data/global-id.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { ApiToken, ApiTokenConnection } from './api-token.type.ts';
import { ApiTokenListArgs } from './api-token-list.args.ts';
import { CreateApiTokenInput } from './create-api-token.input.ts';
import { CreateApiTokenPayload } from './create-api-token.payload.ts';
import { RevokeApiTokenPayload } from './revoke-api-token.payload.ts';
import { ViewerType } from './viewer.type.ts';

/** Tokens, and who asks. */
@Resolver(() => ApiToken)
export class ApiTokenResolver {
  @Query(() => ViewerType, { description: 'Who asks, and what the token lets them do.' })
  async viewer(@Ctx() { viewer, reader }: RequestContext): Promise<ViewerType> {
    if (viewer === null) return { name: 'anonymous', scopes: [], apiToken: null };
    const { name, scopes, tokenKey } = viewer;
    return { name, scopes, apiToken: tokenKey === null ? null : await reader.getByKey('ApiToken', tokenKey) };
  }

  @Query(() => ApiTokenConnection, { description: 'All tokens. Needs the scope ADMIN.' })
  apiTokens(@Args(() => ApiTokenListArgs) args: ApiTokenListArgs, @Ctx() context: RequestContext): Promise<Connection<ApiToken>> {
    checkScope(context, ApiTokenScope.ADMIN);
    return context.reader.listPage('ApiToken', args);
  }

  @Mutation(() => CreateApiTokenPayload, { description: 'Makes a token and shows its secret this one time. Needs the scope ADMIN.' })
  async createApiToken(
    @Arg('input', () => CreateApiTokenInput, { description: 'The new token.' }) input: CreateApiTokenInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateApiTokenPayload> {
    checkScope(context, ApiTokenScope.ADMIN);
    const { id, text } = await context.apiTokens.createToken(input);
    return { secret: text, apiToken: await context.reader.getByKey('ApiToken', id) };
  }

  @Mutation(() => RevokeApiTokenPayload, { description: 'Ends a token at once and for good. Needs the scope ADMIN.' })
  async revokeApiToken(
    @Arg('id', () => ID, { description: 'Global id of the token.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<RevokeApiTokenPayload> {
    checkScope(context, ApiTokenScope.ADMIN);
    const key = parseGlobalId(id, 'ApiToken');
    await context.apiTokens.revokeToken(key);
    return { apiToken: await context.reader.getByKey('ApiToken', key) };
  }
}
