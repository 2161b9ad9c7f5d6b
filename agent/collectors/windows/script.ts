import { maxScriptLength } from '../../host/powershell.ts';
import type { WindowsQuery } from './query.ts';

/** Of one answer of CIM. */
const patienceSeconds = 20;

/**
 * No question begins later: one that waits for two answers until their limit still ends within the hard limit of the run, the
 * start of PowerShell on an old disk included.
 */
const budgetSeconds = 45;

/*
 * The functions of the script; all of it is valid in Constrained Language Mode, where only methods of core types may be called.
 * `C` asks CIM for some properties of a class, with a time limit. `S` asks one question: its rows as JSON, or the id, category and
 * native code of the error (none of them is translated), and its milliseconds; a question that fails disturbs no other.
 * `A` writes what is not ASCII as JSON escapes, so that no code page matters.
 */
const frame = [
  "$ErrorActionPreference='Stop'",
  // Otherwise its bars arrive as XML on standard error.
  "$ProgressPreference='SilentlyContinue'",
  '$sdStart=Get-Date',
  '$sdAnswers=@{}',
  block("function C($c,$p,$n='root/cimv2',$f='')", [
    '$g=@{}',
    'if($f){$g.Filter=$f}',
    `Get-CimInstance -ClassName $c -Property $p -Namespace $n -OperationTimeoutSec ${patienceSeconds} @g|Select-Object -Property $p`,
  ]),
  block('function A($j)', [
    "if($j -cnotmatch '[^ -~]'){return $j}",
    '$h=@{}',
    "foreach($c in ($j -creplace '[ -~]+','').ToCharArray()){$h[[int]$c]=1}",
    "foreach($i in @($h.Keys)){$j=$j.Replace([string][char]$i,('\\u{0:x4}' -f $i))}",
    '$j',
  ]),
  block('function S($sdName,$sdBlock)', [
    '$sdBegin=Get-Date',
    '$sdAnswer=@{}',
    [
      `if(($sdBegin-$sdStart).TotalSeconds -gt ${budgetSeconds}){$sdAnswer.e='Budget'}else`,
      block('{try', [
        '$sdRows=@(& $sdBlock)',
        '$sdAnswer.r=ConvertTo-Json -InputObject $sdRows -Depth 6 -Compress',
      ]),
      block('catch', [
        "$sdAnswer.e=[string]($_.FullyQualifiedErrorId -split ',')[0]",
        '$sdAnswer.c=[string]$_.CategoryInfo.Category',
        '$sdAnswer.x=[string]$_.Exception.NativeErrorCode',
      ]),
      '}',
    ].join(''),
    '$sdAnswer.m=[int]((Get-Date)-$sdBegin).TotalMilliseconds',
    '$sdAnswers[$sdName]=$sdAnswer',
  ]),
];

const last =
  "'<<'+(A (ConvertTo-Json -InputObject @{l=[string]$ExecutionContext.SessionState.LanguageMode;q=$sdAnswers} -Depth 4 -Compress))+'>>'";

/** One script that asks all the questions and prints one line, `<<` JSON `>>`. Throws when it is too long for a command line. */
export function batchScript(queries: readonly WindowsQuery[]): string {
  const asked = queries.map(({ name, script }) => `S '${name}' {${script}}`);
  const text = [...frame, ...asked, last].join(';');
  if (text.length > maxScriptLength) throw new RangeError(`a script of ${text.length} characters`);
  return text;
}

/** On one line, as every statement here: some that hand a command line on end it at its first line break. */
function block(head: string, statements: readonly string[]): string {
  return `${head}{${statements.join(';')}}`;
}
