// Takes the secrets out of files before they are sent, by the rules the server checks with.
// riskapp/evidence/redacting.py does the same; a test holds the two equal.
(() => {
  const LEAST_FOR_FOUR = 12;
  const MOST_BYTES = 10000000;
  const LINES_SHOWN = 2000;
  const BY_NAME = "secret_by_its_name";
  const BY_LOOK = "random_text";
  const PRIVATE_KEY = "private_key";
  const WRAPPED_TABLE = "dXNlcixhcm4s";
  const NAME_PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
  const WORD = /[A-Za-z]+/g;
  const RUN = /[A-Za-z0-9_+=~/-]{20,}/g;
  const DIGEST = /sha(?:1|256|384|512)[:-]/;
  const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  const WITH_DEFAULT = /^\$\{[A-Za-z_]\w{0,100}:?[-=]([^}]{4,200})\}$/;
  const ENDS_LEFT_OUT = /(?:\.\.\.|…|\*\*\*)[.…*]*$/;
  const ONE_CASE = /^(?:[a-z]*|[A-Z]*)$/;
  const SPOKEN_PART = /\/[a-z]{2,}(?:[/._-]|$)/;
  const LEAST = 4;
  const LEAST_DIGITS = 6;
  const PLAIN_NUMBER = /^-?[0-9]{1,15}(?:\.[0-9]+)?$/;
  const PATH = /^(?:~|\.{1,2}|[A-Za-z]:)?[/\\]\S*$/;
  const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/\S*$/;
  const SPOKEN = /^[a-z]+(?:[ _-][a-z]+)*$/;
  const SWITCHES = new Set(["true", "false", "none", "null", "auto"]);
  const SCHEMES = ["Bearer ", "bearer ", "Basic ", "Token ", "token "];
  const ROWS = ["0123456789".repeat(8), "1234567890".repeat(8), "abcdefghijklmnopqrstuvwxyz".repeat(4)];
  const INVENTORY = /^\s*\{\s*"schema"\s*:\s*"riskapp-inventory/;

  const strip = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  const last = (list) => list[list.length - 1];

  function compiled(rules) {
    const patterns = {};
    for (const [name, pattern] of Object.entries(rules.patterns)) patterns[name] = new RegExp(pattern, "dg");
    return {
      kinds: rules.kinds.map((one) => ({ ...one, pattern: new RegExp(one.pattern, "dg") })),
      words: new Set(rules.names.words),
      endings: rules.names.endings,
      last: new Set(rules.names.last),
      pairs: new Set(rules.names.pairs.map((pair) => pair.join(" "))),
      butNot: new Set(rules.but_not),
      passwords: rules.passwords.alone,
      passwordsBehind: new Set(rules.passwords.behind),
      plain: new Set(rules.passwords.plain),
      glued: rules.glued.map((one) => ({ ...one, pattern: new RegExp(one.pattern) })),
      variable: new RegExp(rules.variable),
      variables: new RegExp(rules.variable, "g"),
      holders: new Set(rules.holders),
      heldFor: rules.held_for,
      gluedFor: rules.glued_for,
      deepest: rules.deepest,
      placeholders: new Set(rules.placeholders),
      whole: rules.whole.map((pattern) => new RegExp(pattern)),
      carriers: new Set(rules.carriers),
      entryNames: new Set(rules.entry_names),
      entryValues: new Set(rules.entry_values),
      namedFor: rules.named_for,
      piece: rules.piece,
      patterns,
    };
  }

  function entropy(text) {
    const counts = new Map();
    for (const character of text) counts.set(character, (counts.get(character) || 0) + 1);
    let sum = 0;
    for (const count of counts.values()) sum -= (count / text.length) * Math.log2(count / text.length);
    return sum;
  }

  function looksRandom(text) {
    if (text.length < 20 || UUID.test(text)) return false;
    if ((text.match(/\p{Nd}/gu) || []).length < 2 || (text.match(/\p{L}/gu) || []).length < 4) return false;
    let longest = "";
    for (const piece of text.split(/[_\-/=+~]/)) if (piece.length > longest.length) longest = piece;
    if (longest.length < 16 || !/\p{Nd}/u.test(longest)) return false;
    if (/\p{Lu}/u.test(longest) && /\p{Ll}/u.test(longest)) return entropy(longest) >= 3.3;
    return longest.length >= 24 && entropy(longest) >= 3.0;
  }

  function isMonotonous(value) {
    const split = value.split(/[_\-.:= ]/);
    if (!split.slice(0, -1).every((piece) => ONE_CASE.test(piece) || new Set(piece).size === 1)) return false;
    const plain = (last(split) || value).toLowerCase();
    const kinds = new Set(plain).size;
    if (plain.length >= 3 && kinds === 1 && new Set(value.toLowerCase()).size <= 12) return true;
    if (plain.length >= 8 && kinds <= 2) return true;
    return plain.length >= 6 && ROWS.some((row) => row.includes(plain));
  }

  function holdsPlaceholder(rules, value) {
    return (value.match(WORD) || []).some((word) => rules.placeholders.has(word.toLowerCase()));
  }

  function standsIn(rules, value) {
    if (rules.whole.some((pattern) => pattern.test(value))) return true;
    const variable = rules.variable.exec(value);
    if ((variable && variable.index === 0) || value.endsWith("EXAMPLE")) return true;
    if (looksRandom(value)) return isMonotonous(value);
    return /(?:\.\.\.|\*\*\*)$/.test(value) || holdsPlaceholder(rules, value) || isMonotonous(value);
  }

  function isPlaceholder(rules, given) {
    let value = given.trim().replace(/^["']+|["']+$/g, "");
    for (const scheme of SCHEMES) if (value.startsWith(scheme)) value = value.slice(scheme.length);
    const preset = WITH_DEFAULT.exec(value);
    if (preset) return isPlaceholder(rules, preset[1]) || !couldBeSecret(preset[1]);
    if (rules.whole.some((pattern) => pattern.test(value))) return true;
    if (rules.variable.test(value)) return !/[0-9]/.test(value.replace(rules.variables, ""));
    if (value.endsWith("EXAMPLE")) return true;
    if (looksRandom(value.replace(ENDS_LEFT_OUT, ""))) return isMonotonous(value);
    if (holdsPlaceholder(rules, value)) return true;
    return ENDS_LEFT_OUT.test(value) || isMonotonous(value);
  }

  function couldBeSecret(value) {
    if (value.length < LEAST || SWITCHES.has(value.toLowerCase())) return false;
    if (PLAIN_NUMBER.test(value)) return value.length >= LEAST_DIGITS && /^[0-9]+$/.test(value);
    if (PATH.test(value) && (value[0] !== "/" || SPOKEN_PART.test(value))) return false;
    if (ADDRESS.test(value)) return false;
    return !(SPOKEN.test(value) && value.length < 12);
  }

  function isSecretName(rules, name) {
    const parts = (name.match(NAME_PART) || []).map((part) => part.toLowerCase());
    if (!parts.length || rules.butNot.has(last(parts))) return false;
    if (["max", "min", "num", "count"].includes(parts[0]) || last(parts) === "tokens") return false;
    if (parts.some((part) => rules.words.has(part)) || rules.last.has(last(parts))) return true;
    if (rules.endings.some((ending) => last(parts).endsWith(ending))) return true;
    return parts.some((part, at) => rules.pairs.has(`${part} ${parts[at + 1]}`));
  }

  function isPasswordName(rules, name) {
    const parts = (name.match(NAME_PART) || []).map((part) => part.toLowerCase());
    if (!parts.length) return false;
    if (rules.passwords.some((ending) => last(parts).endsWith(ending))) return true;
    return parts.length > 1 && rules.passwordsBehind.has(last(parts));
  }

  // A short word in small letters is a secret only under the name of a password, and where it stands alone.
  function couldBe(rules, name, value, isAlone) {
    if (couldBeSecret(value)) return true;
    if (value.length < LEAST || SWITCHES.has(value) || !isAlone || !SPOKEN.test(value)) return false;
    return isPasswordName(rules, name) && !(value.match(WORD) || []).some((word) => rules.plain.has(word));
  }

  function listName(rules, name) {
    if (isSecretName(rules, name)) return name;
    const one = /[sS]$/.test(name) ? name.slice(0, -1) : "";
    return /(?:token|secret)$/i.test(one) || !isSecretName(rules, one) ? "" : one;
  }

  function* byKind(rules, text) {
    for (const { kind, start, pattern, group } of rules.kinds) {
      if (!text.includes(start)) continue;
      for (const found of text.matchAll(pattern)) {
        if (!standsIn(rules, found[group])) yield { start: found.indices[group][0], end: found.indices[group][1], kind };
      }
    }
  }

  function* pieces(run) {
    const parts = run.split("/");
    if (!parts.some((part) => SPOKEN.test(part))) {
      yield [0, run];
      return;
    }
    let at = 0;
    for (const part of parts) {
      yield [at, part];
      at += part.length + 1;
    }
  }

  function* byLook(rules, text) {
    for (const found of text.matchAll(RUN)) {
      if (DIGEST.test(text.slice(Math.max(0, found.index - 7), found.index + 7))) continue;
      if (found[0].startsWith(WRAPPED_TABLE)) continue;
      for (const [start, run] of pieces(found[0])) {
        const at = found.index + start;
        if (looksRandom(run) && !standsIn(rules, run)) yield { start: at, end: at + run.length, kind: BY_LOOK };
      }
    }
  }

  function spans(rules, given) {
    const text = given.includes("redacted~")
      ? given.replace(rules.patterns.mark, (mark) => " ".repeat(mark.length))
      : given;
    const found = [...byKind(rules, text), ...byLook(rules, text)];
    found.sort((one, other) => one.start - other.start || other.end - one.end);
    const kept = [];
    for (const span of found) if (!kept.length || span.start >= last(kept).end) kept.push(span);
    return kept;
  }

  const where = (match, first) => match.indices[[first, first + 1, first + 2].find((group) => match[group] !== undefined)];
  const only = (pattern, text) => text.matchAll(pattern).next().value;

  // The cells of a row under the names of their columns.
  function cellsOf(rules, state, piece) {
    const cells = () => [...piece.matchAll(rules.patterns[`cell${state.mark}`])];
    const found = [];
    if (state.columns.size) {
      cells().forEach((cell, at) => {
        if (state.columns.has(at)) found.push([state.columns.get(at), ...cell.indices[cell[1] === undefined ? 2 : 1]]);
      });
    }
    if (state.isBegun || !strip(piece)) return found;
    state.isBegun = true;
    const header = only(rules.patterns.header, piece);
    if (!header) return found;
    state.mark = header[1];
    cells().forEach((cell, at) => {
      const name = (cell[1] === undefined ? cell[2] : cell[1]).replace(/^ +| +$/g, "");
      if (only(rules.patterns.ending, name.toLowerCase())) state.columns.set(at, name);
    });
    return found;
  }

  // The name of a pair, with the word before it where both together name a secret: api key.
  function called(rules, piece, match) {
    const name = match[2];
    if (match[1]) return name;
    const before = only(rules.patterns.word_before, piece.slice(Math.max(0, match.index - 42), match.index));
    return before && rules.pairs.has(`${before[1].toLowerCase()} ${name.toLowerCase()}`) ? `${before[1]} ${name}` : name;
  }

  function isAlone(piece, start, end) {
    return ['"', "'", "="].includes(piece[start - 1]) || !/^[ \t]*[A-Za-z0-9]/.test(piece.slice(end));
  }

  // An entry of a list of secrets, unless it reads like the name of a right or a place.
  function* listed(rules, name, piece, start, end) {
    if (!only(rules.patterns.joined, piece.slice(start, end)) || name.toLowerCase().endsWith("password")) yield [name, start, end];
  }

  // Entries, and values by their names, in the lines below a name (YAML, TOML, INI).
  function* inBlock(rules, state, piece, pairs) {
    const plain = piece.replace(/^[ \t]+/, "");
    if (!plain.replace(/^[\r\n]+|[\r\n]+$/g, "")) return;
    const indent = piece.length - plain.length;
    const table = only(rules.patterns.table, piece);
    if (state.block && !table) {
      if (indent > state.blockIndent || (indent === state.blockIndent && plain.startsWith("- "))) {
        const item = only(rules.patterns.item, piece);
        if (item) yield* listed(rules, state.block, piece, ...where(item, 1));
        for (const [name, start, end] of pairs) if (rules.holders.has(name.toLowerCase())) yield [state.block, start, end];
      } else {
        state.block = "";
      }
    }
    const opened = table ? table[1] : state.aboveIndents ? state.above : "";
    const named = opened && listName(rules, opened);
    if (named) {
      state.block = named;
      state.blockIndent = table ? -1 : indent;
      state.heldFor = rules.heldFor;
    } else if (table) {
      state.block = "";
    }
  }

  function hold(rules, state, mark, key) {
    const own = listName(rules, key);
    let name = own;
    let kind = mark;
    if (state.held.length) {
      const [around, outer] = last(state.held);
      name = own || outer;
      const isOther = !rules.holders.has(key.toLowerCase()) && !own;
      if (mark === "[" && (around === "(" || (around === "{" && isOther))) kind = "(";
    } else if (name) {
      state.heldFor = rules.heldFor;
    }
    if (name && state.held.length < rules.deepest) state.held.push([kind, name]);
  }

  // Values in lists and objects that stand under the name of a secret.
  function* within(rules, state, piece) {
    let word = "";
    let key = state.key;
    state.key = "";
    for (const part of piece.matchAll(rules.patterns.part)) {
      const [, quoted, mark] = part;
      if (mark === undefined) {
        let [start, end] = part.indices[0];
        if (quoted !== undefined) {
          const isClosed = quoted.length > 1 && last(quoted) === quoted[0];
          [start, end] = [start + 1, end - Number(isClosed)];
        }
        word = piece.slice(start, end);
        const [around, name] = last(state.held) || ["", ""];
        if (around === "[") yield* listed(rules, name, piece, start, end);
        else if (around && rules.holders.has(key.toLowerCase())) yield [name, start, end];
      } else if (mark === ":" || mark === "=") {
        key = word;
        word = "";
      } else {
        if (mark === "]" || mark === "}") state.held.pop();
        else if (mark !== ",") hold(rules, state, mark, key);
        key = "";
        word = "";
      }
    }
    state.key = word ? "" : key;
  }

  // The value of a name that ended the line above.
  function* below(rules, state, piece) {
    if (!strip(piece)) return;
    if (state.above && (!state.aboveIndents || /^[ \t]/.test(piece))) {
      const found = only(rules.patterns.lone_word, piece);
      if (found) yield [state.above, ...where(found, 1)];
    }
    const name = only(rules.patterns.open_pair, piece);
    state.above = name ? called(rules, piece, name) : "";
    state.aboveIndents = Boolean(name && name[3] === ":");
  }

  // Values under the names of their entries, as "name" and "value" say them.
  function* entries(rules, state, piece, pairs) {
    for (const [name, start, end] of pairs.slice().sort((one, other) => one[1] - other[1])) {
      if (rules.entryNames.has(name.toLowerCase())) {
        state.called = piece.slice(start, end);
        state.calledFor = rules.namedFor + 1;
      } else if (state.called && rules.entryValues.has(name.toLowerCase())) {
        yield [state.called, start, end];
        state.called = "";
      }
    }
    state.calledFor -= 1;
    if (state.calledFor <= 0) state.called = "";
  }

  function* named(rules, state, piece) {
    const { pair, tag, spaced, glued, option, open_option: open, first_word: word } = rules.patterns;
    if (state.option) {
      const found = only(word, piece);
      if (found) yield [state.option, ...where(found, 1)];
    }
    yield* below(rules, state, piece);
    const pairs = [];
    for (const found of piece.matchAll(pair)) pairs.push([called(rules, piece, found), ...where(found, 3)]);
    for (const found of piece.matchAll(tag)) pairs.push([found[1], ...found.indices[2]]);
    if (state.isHinted) for (const found of piece.matchAll(spaced)) pairs.push([found[2], ...where(found, 3)]);
    yield* pairs;
    yield* entries(rules, state, piece, pairs);
    yield* inBlock(rules, state, piece, pairs);
    if (state.isHinted || state.held.length || state.key) yield* within(rules, state, piece);
    if (state.gluedFor > 0) for (const found of piece.matchAll(glued)) yield ["password", ...found.indices[1]];
    for (const found of piece.matchAll(option)) {
      if (!rules.carriers.has(found[1])) yield [found[1], ...where(found, 2)];
    }
    if (strip(piece)) {
      const found = only(open, piece);
      state.option = found && !rules.carriers.has(found[1]) ? found[1] : "";
    }
  }

  function inPiece(rules, state, piece, isFirst) {
    if (state.inKey) {
      state.inKey = !only(rules.patterns.key_ends, piece);
      const plain = strip(piece);
      const at = piece.indexOf(plain);
      return plain ? [{ start: at, end: at + plain.length, kind: PRIVATE_KEY }] : [];
    }
    const cells = isFirst ? cellsOf(rules, state, piece) : [];
    const { look, hint } = rules.patterns;
    const found = only(look, piece) ? spans(rules, piece) : [];
    const taken = found.map(({ start, end }) => [start, end]);
    if (rules.glued.some((one) => piece.includes(one.start) && one.pattern.test(piece))) state.gluedFor = rules.gluedFor + 1;
    const isAwaited = cells.length || state.option || state.above || state.called || state.held.length || state.key || state.block;
    state.isHinted = Boolean(only(hint, piece.toLowerCase()));
    const mayBeNamed = isAwaited || piece.includes("-") || state.isHinted;
    for (const [name, start, end] of mayBeNamed ? [...cells, ...named(rules, state, piece)] : []) {
      const value = piece.slice(start, end);
      if (taken.some(([from, to]) => start < to && from < end)) continue;
      if (only(rules.patterns.mark, value) || !isSecretName(rules, name)) continue;
      if (isPlaceholder(rules, value) || !couldBe(rules, name, value.trim(), isAlone(piece, start, end))) continue;
      taken.push([start, end]);
      found.push({ start, end, kind: BY_NAME });
    }
    found.sort((one, other) => one.start - other.start || one.end - other.end);
    const begins = only(rules.patterns.key_begins, piece);
    state.inKey = Boolean(begins && !only(rules.patterns.key_ends, piece.slice(begins.index + begins[0].length)));
    state.heldFor -= 1;
    state.gluedFor -= 1;
    if (state.heldFor <= 0) {
      state.held = [];
      state.block = "";
    }
    return found;
  }

  // A comma is looked for first, because a space can stand between a name and its value.
  function cutOf(line, at, most) {
    const start = at + Math.floor(most / 2);
    for (const mark of ", ") {
      const place = line.slice(start, at + most).lastIndexOf(mark);
      if (place >= 0) return start + place + 1;
    }
    return at + most;
  }

  function* piecesOfLine(line, most) {
    let at = 0;
    while (line.length - at > most) {
      const end = cutOf(line, at, most);
      yield [at, line.slice(at, end)];
      at = end;
    }
    yield [at, line.slice(at)];
  }

  function foundIn(text, rules) {
    const known = compiled(rules);
    const state = {
      option: "",
      above: "",
      aboveIndents: false,
      called: "",
      calledFor: 0,
      held: [],
      heldFor: 0,
      key: "",
      block: "",
      blockIndent: 0,
      gluedFor: 0,
      isHinted: false,
      inKey: false,
      mark: "",
      columns: new Map(),
      isBegun: false,
    };
    const found = [];
    text.split("\n").forEach((line, index) => {
      for (const [start, piece] of piecesOfLine(line, known.piece)) {
        for (const span of inPiece(known, state, piece, start === 0)) {
          found.push({ line: index + 1, start: start + span.start, end: start + span.end, kind: span.kind });
        }
      }
    });
    return found;
  }

  async function signer(key) {
    if (!globalThis.crypto || !crypto.subtle) return async () => "";
    const usable = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return async (value) => {
      const signed = new Uint8Array(await crypto.subtle.sign("HMAC", usable, new TextEncoder().encode(value)));
      return Array.from(signed.slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
    };
  }

  // The text with a mark in the place of every secret, and the numbers of the lines that changed.
  async function redacted(text, rules, key) {
    const sign = await signer(key);
    const lines = text.split("\n");
    const found = foundIn(text, rules);
    for (const one of found.slice().reverse()) {
      const line = lines[one.line - 1];
      const value = line.slice(one.start, one.end);
      const four = value.length >= LEAST_FOR_FOUR ? value.slice(-4) : "";
      const shown = /^[A-Za-z0-9_-]{4}$/.test(four) ? four : "";
      const mark = `redacted~${one.kind}~${shown}~${await sign(value)}~`;
      lines[one.line - 1] = line.slice(0, one.start) + mark + line.slice(one.end);
    }
    return { text: lines.join("\n"), lines: [...new Set(found.map((one) => one.line))], secrets: found.length };
  }

  globalThis.redactor = { foundIn, redacted };

  function keyOfSession() {
    const name = "riskapp-redactor";
    let held = sessionStorage.getItem(name);
    if (!held) {
      held = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
      sessionStorage.setItem(name, held);
    }
    return Uint8Array.from(held.match(/../g), (two) => parseInt(two, 16));
  }

  function textOf(bytes) {
    const start = new Uint8Array(bytes.slice(0, 2));
    const wide = start[0] === 0xff && start[1] === 0xfe ? "utf-16le" : start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : "";
    return new TextDecoder(wide || "utf-8", { fatal: true }).decode(bytes);
  }

  const element = (name, text, css) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (css) made.className = css;
    return made;
  };

  function told(words, file, done) {
    const part = element("section", undefined, "redacted");
    const count = done.secrets ? words.taken.replace("%1", done.secrets) : words.none;
    part.append(element("h3", file.name), element("p", count));
    const lines = done.text.split("\n");
    if (done.lines.length) {
      const list = element("ul", undefined, "redacted__lines");
      for (const number of done.lines.slice(0, LINES_SHOWN)) {
        const item = element("li");
        item.append(element("span", `${number}  `, "muted"), element("code", lines[number - 1].slice(0, 400)));
        list.append(item);
      }
      part.append(list);
    }
    const all = element("details", undefined, "reason");
    const text = element("pre", lines.slice(0, LINES_SHOWN).map((line, at) => `${at + 1}  ${line.slice(0, 400)}`).join("\n"), "redacted__all");
    text.tabIndex = 0;
    all.append(element("summary", words.all), text);
    if (lines.length > LINES_SHOWN) all.append(element("p", words.more.replace("%1", LINES_SHOWN), "muted"));
    part.append(all);
    return part;
  }

  async function prepare(form, input, rules) {
    const words = form.dataset;
    const shown = form.querySelector("[data-redacted]");
    const ready = new DataTransfer();
    shown.replaceChildren();
    for (const file of input.files) {
      if (file.size > MOST_BYTES) {
        shown.append(element("p", `${file.name}: ${words.wordsTooBig}`));
        continue;
      }
      try {
        const text = textOf(await file.arrayBuffer());
        const isInventory = INVENTORY.test(text) || text.slice(0, 4000).includes("riskapp:inventory:schema");
        const done = isInventory ? { text, lines: [], secrets: 0 } : await redacted(text, rules, keyOfSession());
        ready.items.add(new File([done.text], file.name, { type: "text/plain" }));
        shown.append(told({ taken: words.wordsTaken, none: words.wordsNone, all: words.wordsAll, more: words.wordsMore }, file, done));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        shown.append(element("p", `${file.name}: ${words.wordsNoText}`));
      }
    }
    input.files = ready.files;
  }

  for (const form of document.querySelectorAll("form[data-redactor]")) {
    const input = form.querySelector("[data-redact]");
    const button = form.querySelector("button[type=submit]");
    const note = form.querySelector("[data-with-script]");
    let rules;
    let isClean = false;
    note.hidden = false;
    form.dataset.isReady = "";
    const clean = async () => {
      isClean = false;
      button.disabled = true;
      try {
        rules = rules || (await (await fetch(form.dataset.redactor)).json());
        await prepare(form, input, rules);
        isClean = true;
      } catch {
        input.value = "";
        form.querySelector("[data-redacted]").replaceChildren(element("p", form.dataset.wordsFailed));
      } finally {
        button.disabled = false;
      }
    };
    input.addEventListener("change", clean);
    // A browser that puts files back after a reload says nothing of a change.
    form.addEventListener("submit", (event) => {
      if (isClean || !input.files.length) return;
      event.preventDefault();
      clean();
    });
  }
})();
