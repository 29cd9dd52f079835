import type { AnswerFacts } from '@lamina/benchmarks';
import { readMeasuredChanges, type Sql } from '@lamina/database';
import { getAt } from '@lamina/errors';
import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Args, Ctx, FieldResolver, Float, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations, row } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { AnswerArgs, RemovableArgs, toBoardQuestion, toQuestion } from './answer.args.ts';
import { createAnswerLoader, loadAnswer, loadBoard } from './answer.loader.ts';
import { Answer, AnswerEntry, BoardRow } from './answer.type.ts';
import { toAnswer } from './answer-fields.ts';

/** What may go from a model. */
@Resolver(() => Model)
class ModelAnswerResolver {
  @FieldResolver(() => Answer, {
    description: 'What may go from the model, what it costs, what it saves, computed from stored measurements.',
  })
  async answer(@Root() { key }: Model, @Args(() => AnswerArgs) args: AnswerArgs, @Ctx() { loaders }: RequestContext): Promise<Answer> {
    return toAnswer(await loadAnswer(loaders.get(createAnswerLoader), key, toQuestion(args)));
  }

  @FieldResolver(() => GraphQLJSON, {
    description: 'Everything measured of its changes, from which `lamina answer` answers any question.',
  })
  async measuredChanges(
    @Root() { key }: Model,
    @Arg('reference', () => String, { nullable: true, description: 'How commands name the model; null = as it was registered.' })
    reference: string | null,
    @Ctx() { sqlReader }: RequestContext,
  ): Promise<AnswerFacts> {
    const read = <Row>(statement: Sql): Promise<readonly Row[]> => sqlReader.readRows(statement);
    return getAt(await readMeasuredChanges(read, [key], reference ?? undefined), 0);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Share of the parameters that the largest SAFE removal takes out; null if no removal was judged.',
  })
  async removableAt(
    @Root() { key }: Model,
    @Args(() => RemovableArgs) args: RemovableArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number | null> {
    return (await loadAnswer(loaders.get(createAnswerLoader), key, toBoardQuestion(args))).removableAt;
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Share of the parameters that the largest removal takes out that is not TOO_COSTLY; null if no removal was judged.',
  })
  async removableUpTo(
    @Root() { key }: Model,
    @Args(() => RemovableArgs) args: RemovableArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number | null> {
    return (await loadAnswer(loaders.get(createAnswerLoader), key, toBoardQuestion(args))).removableUpTo;
  }

  @Query(() => [BoardRow], {
    description:
      'All models with measured changes. Those from which most can be removed within the accepted loss come first, bundled models after all others.',
  })
  board(@Args(() => RemovableArgs) args: RemovableArgs, @Ctx() { loaders, sqlReader }: RequestContext): Promise<readonly BoardRow[]> {
    return loadBoard(sqlReader, loaders.get(createAnswerLoader), toBoardQuestion(args));
  }
}

/** The answer of models, and the board. */
export const ANSWER_RESOLVERS = [
  ModelAnswerResolver,
  ...relations(AnswerEntry, { pruning: optionalRow(PRUNINGS, 'key', 'The pruning that was measured; null for a quantized form.') }),
  ...relations(BoardRow, { model: row(MODELS, 'modelKey', 'The model.') }),
];
