import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { Node } from '../../data/node.type.ts';

/** A key for writes; its secret is nowhere. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A key for writes. Only a digest of it is stored: nobody can show its secret again.',
})
export class ApiToken extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @Field(() => String, { description: 'What it is for, in the words of whoever made it.' })
  readonly name!: string;

  @Field(() => String, { description: 'How the token begins: tells tokens apart without being secret.' })
  readonly prefix!: string;

  @Field(() => [ApiTokenScope], { description: 'What its holder may do.' })
  readonly scopes!: readonly ApiTokenScope[];

  @Field(() => GraphQLDateTimeISO, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When it ends by itself; null = never.' })
  readonly expiresAt!: Date | null;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When it was last used, to a minute; null = never.' })
  readonly lastUsedAt!: Date | null;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'When it was revoked; null = it was not.' })
  readonly revokedAt!: Date | null;
}
