import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import type { ArgsOf } from '../../data/list.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { API_TOKENS } from '../api-token/api-token.list.ts';
import { AUDIT_ENTRIES } from './audit-entry.list.ts';
import { AuditEntry } from './audit-entry.type.ts';

/** The audit log, for administrators. */
@Resolver()
class AuditEntryResolver {
  @Query(() => AUDIT_ENTRIES.Page, { description: 'Writes that holders of tokens asked for. Needs the scope ADMIN.' })
  auditEntries(
    @Args(() => AUDIT_ENTRIES.Args) args: ArgsOf<typeof AUDIT_ENTRIES>,
    @Ctx() context: RequestContext,
  ): Promise<Connection<AuditEntry>> {
    checkScope(context, ApiTokenScope.ADMIN);
    return context.reader.listPage(AUDIT_ENTRIES, args);
  }
}

/** Fields of the audit log. */
export const AUDIT_ENTRY_RESOLVERS = [
  AuditEntryResolver,
  ...relations(AuditEntry, {
    apiToken: optionalRow(API_TOKENS, 'tokenKey', "The token; null for the administrator's token, which is not stored."),
  }),
];
