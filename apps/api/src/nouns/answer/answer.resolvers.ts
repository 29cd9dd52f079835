import type { AnswerFacts, Removable } from '@lamina/benchmarks';
import { readMeasuredChanges, type Sql } from '@lamina/database';
import { getAt } from '@lamina/errors';
import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Args, Ctx, FieldResolver, Float, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations, row } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { AnswerArgs, BoardArgs, RemovableArgs, toBoardQuestion, toQuestion } from './answer.args.ts';
import { createAnswerLoader, loadAnswer, loadBoard } from './answer.loader.ts';
import { Answer, AnswerEntry, BoardRow, LARGEST_TRIED, NULL_IF_NOT_JUDGED, OPEN_BEYOND, REMOVABLE_AT } from './answer.type.ts';
import { NOT_JUDGED, toAnswer } from './answer-fields.ts';

/** The answers to what may go from a model. */
@Resolver(() => Model)
class ModelAnswerResolver {
  @FieldResolver(() => Answer, {
    description: 'The answer to what may go from the model, what that costs and what it saves, computed from stored measurements.',
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

  @FieldResolver(() => Float, { nullable: true, description: `${REMOVABLE_AT} ${NULL_IF_NOT_JUDGED}` })
  async removableAt(
    @Root() { key }: Model,
    @Args(() => RemovableArgs) args: RemovableArgs,
    @Ctx() context: RequestContext,
  ): Promise<number | null> {
    return (await loadRemovable(key, args, context)).removableAt;
  }

  @FieldResolver(() => Float, { nullable: true, description: `${LARGEST_TRIED} ${NULL_IF_NOT_JUDGED}` })
  async largestTried(
    @Root() { key }: Model,
    @Args(() => RemovableArgs) args: RemovableArgs,
    @Ctx() context: RequestContext,
  ): Promise<number | null> {
    return (await loadRemovable(key, args, context)).largestTried;
  }

  @FieldResolver(() => Boolean, { nullable: true, description: `${OPEN_BEYOND} ${NULL_IF_NOT_JUDGED}` })
  async openBeyond(
    @Root() { key }: Model,
    @Args(() => RemovableArgs) args: RemovableArgs,
    @Ctx() context: RequestContext,
  ): Promise<boolean | null> {
    return (await loadRemovable(key, args, context)).openBeyond;
  }

  @Query(() => [BoardRow], {
    description:
      'Models of which a removal was judged that saves something of the asked quantity. Those from which most can be removed within the accepted loss come first.',
  })
  board(@Args(() => BoardArgs) args: BoardArgs, @Ctx() { loaders, sqlReader }: RequestContext): Promise<readonly BoardRow[]> {
    return loadBoard(sqlReader, loaders.get(createAnswerLoader), { question: toBoardQuestion(args), testModels: args.testModels === true });
  }
}

async function loadRemovable(key: string, args: RemovableArgs, { loaders }: RequestContext): Promise<Removable | typeof NOT_JUDGED> {
  return (await loadAnswer(loaders.get(createAnswerLoader), key, toBoardQuestion(args))).removable ?? NOT_JUDGED;
}

/** The answer of models, and the board. */
export const ANSWER_RESOLVERS = [
  ModelAnswerResolver,
  ...relations(AnswerEntry, { pruning: optionalRow(PRUNINGS, 'key', 'The pruning that was measured; null for a quantized form.') }),
  ...relations(BoardRow, { model: row(MODELS, 'modelKey', 'The model.') }),
];
