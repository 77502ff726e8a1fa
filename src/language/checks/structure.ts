import { AstUtils, type CstNode, type ValidationAcceptor, type ValidationChecks } from 'langium';
import { codes } from '../codes.ts';
import {
  type Binary,
  type Block,
  type Call,
  type CellAstType,
  type CellDef,
  type Expression,
  type Flow,
  type Index,
  isBinary,
  isFlow,
  isOp,
  isRepeat,
  isSpace,
  isStage,
  type Op,
  type Prefix,
  type Space,
  type Statement,
} from '../generated/ast.ts';
import { optionsOf } from '../options.ts';
import type { TextFix } from '../text-fix.ts';

/** Statements where they can't stand, and text that reads otherwise than it looks. */
export const structureChecks: ValidationChecks<CellAstType> = {
  Block: checkBlock,
  Binary: checkSplit,
  Call: (call, accept) => checkSameLine(call, '(', accept),
  Index: (index, accept) => checkSameLine(index, '[', accept),
  Prefix: checkInputPlace,
  Op: checkBody,
  CellDef: checkBody,
  Space: checkBody,
};

/** What a block belongs to, in words, and what may stand in it. */
function ownerOf(block: Block): { name: string; allowed: readonly Statement['$type'][]; returns: boolean } {
  const owner = block.$container;
  if (isSpace(owner)) return { name: 'a space', allowed: ['Let', 'Nodes', 'Require', 'Flow'], returns: false };
  if (isOp(owner)) return { name: 'an op', allowed: ['Let', 'Flow'], returns: false };
  if (isStage(owner)) return { name: 'a stage', allowed: ['Let', 'Flow'], returns: false };
  if (isRepeat(owner)) return { name: 'a repeat', allowed: ['Let', 'Flow'], returns: false };
  if (owner.$type === 'Nodes') return { name: 'nodes', allowed: ['Let', 'Flow'], returns: true };
  return { name: 'a cell', allowed: ['Let', 'Nodes', 'Flow'], returns: true };
}

const keywords = { Let: 'let', Nodes: 'nodes', Require: 'require', Flow: 'return' } as const;
const homes = { Let: 'any block', Nodes: 'a cell', Require: 'a space or a search', Flow: 'any block' } as const;

function checkBlock(block: Block, accept: ValidationAcceptor): void {
  const { name, allowed, returns } = ownerOf(block);
  const flows: Flow[] = [];
  let misplaced = false;
  for (const statement of block.statements) {
    if (isFlow(statement)) {
      flows.push(statement);
    } else if (!allowed.includes(statement.$type)) {
      const message = `'${keywords[statement.$type]}' can't stand in ${name}; it belongs in ${homes[statement.$type]}.`;
      accept('error', message, { node: statement, code: codes.misplacedStatement });
      misplaced = true;
    }
  }
  const result = flows.find((flow) => flow.returned) ?? flows[0];
  if (!result) {
    // What was meant as the result may be the statement that can't stand here, or the end of a let.
    if (misplaced || block.statements.some(swallowsInput)) return;
    const what = returns ? "'return' with its result" : 'what the data flows through';
    const message = `This block has no result: ${what} is missing.`;
    accept('error', message, { node: block, code: codes.missingReturn });
    return;
  }
  for (const flow of flows) if (flow !== result) reportSecondFlow(flow, result, block, accept);
  if (returns && !result.returned) {
    const message = `Write 'return' before the result of ${name}.`;
    accept('error', message, { node: result, code: codes.missingReturn });
  }
  // Requirements may follow the flow of a space; nothing else can follow a return.
  const last = block.statements.findLast((statement) => statement.$type !== 'Require');
  if (result.returned && flows.length === 1 && last && last !== result) {
    const message = `This comes after 'return': it would never be used.`;
    accept('error', message, { node: last, code: codes.misplacedStatement });
  }
}

/** `let width = 8 |` takes the next line, `input …`, for its last option; that mixture is an error of its own. */
function swallowsInput(statement: Statement): boolean {
  if (statement.$type !== 'Let' || !isBinary(statement.value) || statement.value.operator !== '|') return false;
  return optionsOf(statement.value).slice(1).some(startsWithInput);
}

function reportSecondFlow(flow: Flow, result: Flow, block: Block, accept: ValidationAcceptor): void {
  const previous = block.statements[block.statements.indexOf(flow) - 1];
  if (flow.returned) {
    accept('error', "This block returns twice: only one 'return' can give its result.", {
      node: flow,
      code: codes.misplacedStatement,
    });
  } else if (previous && isFlow(previous)) {
    const message = "This block has two flows: a '->' is missing before this one.";
    accept('error', message, { node: flow, code: codes.missingArrow });
  } else {
    const use = result.returned ? "name it with 'let' to use it" : "a '->' is missing";
    accept('error', `Nothing reads this flow: ${use}.`, { node: flow, code: codes.misplacedStatement });
  }
}

/** `input … -> a | b -> …` is a choice between two networks: `|` is the loosest operator. */
function checkSplit(binary: Binary, accept: ValidationAcceptor): void {
  if (binary.operator !== '|' || (isBinary(binary.$container) && binary.$container.operator === '|')) return;
  const [first, ...others] = optionsOf(binary);
  const swallowed = others.find(startsWithInput);
  if (swallowed) {
    const message = "An option is missing after '|': this 'input' begins a new statement.";
    accept('error', message, { node: swallowed, code: codes.syntax });
  } else if (first && isBinary(first) && first.operator === '->' && startsWithInput(first)) {
    const message = "'|' splits the whole chain here: put the choice in parentheses, -> (a | b) ->.";
    const fix = parenthesised(first, others.at(-1));
    accept('error', message, { node: others[0] ?? binary, code: codes.splitChain, ...(fix && { data: { fix } }) });
  }
}

/** From the last link of the first chain to the first link of the last one. */
function parenthesised(first: Expression, last: Expression | undefined): TextFix | undefined {
  const open = (isBinary(first) ? first.right : first)?.$cstNode?.offset;
  let at = last;
  while (at && isBinary(at) && at.operator === '->') at = at.left;
  const close = at?.$cstNode?.end;
  if (open === undefined || close === undefined) return undefined;
  const edits = [
    { offset: open, end: open, text: '(' },
    { offset: close, end: close, text: ')' },
  ];
  return { title: 'Put the choice in parentheses', edits };
}

function startsWithInput(expression: Expression | undefined): boolean {
  if (!expression) return false;
  if (isBinary(expression)) return startsWithInput(expression.left);
  return expression.$type === 'Prefix' && expression.operator === 'input';
}

/** A bracket on the next line looks like a new statement and is a call. */
function checkSameLine(node: Call | Index, bracket: '(' | '[', accept: ValidationAcceptor): void {
  const callee: CstNode | undefined = (node.$type === 'Call' ? node.callee : node.target)?.$cstNode;
  const cst = node.$cstNode;
  if (!callee || !cst) return;
  const between = cst.root.fullText.slice(callee.end, cst.end);
  const gap = between.slice(0, between.indexOf(bracket));
  if (!gap.includes('\n')) return;
  const message = `This '${bracket}' continues the line above: put it there, or begin the line with '->' or a keyword.`;
  const document = AstUtils.getDocument(node).textDocument;
  const at = callee.end + gap.length;
  const range = { start: document.positionAt(at), end: document.positionAt(at + 1) };
  accept('error', message, { node, range, code: codes.callAcrossLines });
}

/** An input is what a space has and a building block has not. */
function checkInputPlace(prefix: Prefix, accept: ValidationAcceptor): void {
  if (prefix.operator !== 'input' || AstUtils.getContainerOfType(prefix, isSpace)) return;
  const message = "Only a space has an 'input'; a cell reads its parameters.";
  accept('error', message, { node: prefix, code: codes.misplacedStatement });
}

function checkBody(definition: Op | CellDef | Space, accept: ValidationAcceptor): void {
  if (definition.value || definition.block) return;
  const message = `'${definition.name}' has no body: write '= …' or '{ … }'.`;
  accept('error', message, { node: definition, property: 'name', code: codes.missingBody });
}
