/* SPDX-License-Identifier: ISC */
/*
 * Random runs of random graphs, and of the graph of games: whatever ends well or badly, is decided, lost, tried again,
 * comes late or twice, in any order. With every event:
 *  - no step and no task runs twice in an epoch, progress only rises and is 100 at the end alone, nothing comes after
 * the end, the engine does the same from a state that was written and read (engine_sim);
 *  - what was entered is what the graph's file says, nothing is entered before all that has to arrive, each join fires
 * once an epoch, no token is lost, no project runs with no step and no checkpoint out (engine_oracle). In the end each
 * run is replayed from its events, state and actions byte for byte, and a run forked from a snapshot of it has to end
 * too; and states that are no engine's are carried out or refused, whatever happens.
 *
 * LUD_SEED and LUD_WALKS make others or more; LUDWRIGHT_FULL=1 makes ten times as many.
 */
#include "lib/json.h"
#include "tests/unit/engine_oracle.h"
#include "tests/unit/engine_sim.h"
#include "tests/unit/graph_make.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define WALKS_A_GRAPH 4
#define PEOPLE_MOST 60 /* decisions in the calm part: a loop that a person closes may go on for ever */

static struct sim s;
static uint64_t seed;
static struct json_object *hashes; /* one for each event */
static int people;

static struct {
	long runs, events, steps, joins, edges, forks, retries, lost, late, decisions, pauses, failures, backs, endless;
	long channel_graphs, reducer_graphs, foreign, refused;
} counts;

static uint64_t number_from(const char *name, uint64_t fallback)
{
	const char *text = getenv(name);
	return text ? strtoull(text, NULL, 10) : fallback;
}

static int walks_wanted(int fallback)
{
	const char *full = getenv("LUDWRIGHT_FULL");
	return (int)number_from("LUD_WALKS", (uint64_t)fallback) * (full && !strcmp(full, "1") ? 10 : 1);
}

static const char *random_plan(bool calm)
{
	const char *text = "[";
	int n = dice(&seed, 7);
	if (!calm && !dice(&seed, 20))
		return "[{'id':'a','depends':['a']}]";
	for (int i = 0; i < n; i++) {
		const char *depends = "";
		for (int k = 0; i && k < dice(&seed, 3); k++)
			depends = arena_printf(&s.a, "%s%s't%d'", depends, k ? "," : "", dice(&seed, i));
		text = arena_printf(&s.a, "%s%s{'id':'t%d','depends':[%s]}", text, i ? "," : "", i, depends);
	}
	return arena_printf(&s.a, "%s]", text);
}

/* Fits the conditions of both kinds of graphs. */
static const char *random_document(bool calm)
{
	static const char *const targets[] = {"code", "assets", "both", "none"};
	if (!calm && !dice(&seed, 8))
		return "{}";
	return arena_printf(&s.a, "{'k':%d,'s':'%c','verdict':'%s','recommendation':'iterate','iterate_target':'%s'}",
		calm ? 9 : dice(&seed, 4), 'w' + dice(&seed, 4), calm || dice(&seed, 2) ? "pass" : "fail",
		targets[calm ? 3 : dice(&seed, 4)]);
}

static void check_targets(const char *node, struct json_object *targets, struct json_object *before)
{
	bool known = oracle_entered(&s, node, targets, before);
	counts.edges += known;
	counts.backs += json_get_int(s.state, "epoch", 0) > json_get_int(before, "epoch", 0);
	json_object_put(targets);
}

static void complete(const char *node, const char *task, bool calm)
{
	const char *document = random_document(calm);
	struct json_object *value = sim_json(document), *before = json_object_get(s.state), *targets = NULL;
	if (!task)
		targets = oracle_targets(&s, node, &(struct oracle_choice){.document = value});
	sim_complete(&s, node, task, document);
	if (!task)
		check_targets(node, targets, before);
	json_object_put(before);
	json_object_put(value);
}

static void end_a_step(bool calm)
{
	int which = dice(&seed, (int)json_object_array_length(s.steps));
	struct json_object *step = json_object_array_get_idx(s.steps, (size_t)which);
	const char *node = json_get_string(step, "node", ""), *task = json_get_string(step, "task", NULL);
	node = arena_strdup(&s.a, node);
	task = task ? arena_strdup(&s.a, task) : NULL;
	counts.steps++;
	if (!calm && !dice(&seed, 15)) {
		counts.failures++;
		sim_fail(&s, node, task);
	} else if (!strcmp(json_get_string(step, "stage", ""), "plan")) {
		sim_plan(&s, node, random_plan(calm));
	} else {
		complete(node, task, calm);
	}
}

/* Out: a random member's name; owned by the arena. */
static const char *random_member(struct json_object *object)
{
	int which = dice(&seed, json_object_object_length(object)), i = 0;
	json_object_object_foreach(object, name, value)
	{
		(void)value;
		if (i++ == which)
			return arena_strdup(&s.a, name);
	}
	return NULL;
}

static void decide(bool calm)
{
	static const char *const decisions[] = {"approved", "approved", "rejected", "changes_requested"};
	static const char *const chosen[] = {"t0", "t1", "t2", "code", "assets", "design", "retest", "packaging", NULL};
	const char *node = random_member(s.waiting), *decision = calm ? "approved" : decisions[dice(&seed, 4)];
	const char *target = chosen[dice(&seed, 9)];
	struct json_object *before = json_object_get(s.state);
	struct json_object *targets = oracle_targets(&s, node, &(struct oracle_choice){NULL, decision, target});
	sim_decide(&s, node, decision, target);
	counts.decisions++;
	people++;
	if (sim_count(&s, "pause")) {
		counts.pauses++;
		json_object_put(targets);
	} else {
		check_targets(node, targets, before);
	}
	json_object_put(before);
}

/* One that came already, or one of a node that is somewhere else. Not those that are meant anew each time. */
static void repeat_an_event(void)
{
	struct json_object *event = NULL;
	size_t which = (size_t)dice(&seed, (int)json_object_array_length(s.events));
	json_object_deep_copy(json_object_array_get_idx(s.events, which), &event, NULL);
	const char *kind = json_get_string(event, "kind", "");
	if (!strcmp(kind, "retry") || !strcmp(kind, "forked")) {
		json_object_put(event);
		return;
	}
	json_object_object_del(event, "documents");
	struct json_object *before = json_object_get(s.state);
	bool resumed = !strcmp(kind, "resumed");
	sim_feed(&s, event);
	if (!resumed) {
		ck_assert_int_eq(json_object_array_length(s.actions), 0);
		ck_assert_str_eq(sim_text(&s, before), sim_text(&s, s.state));
	}
	counts.late++;
	json_object_put(before);
}

/* The queue lost it, or the engine did not take it: all that is at work has to be begun again. */
static void lose_a_step(void)
{
	if (json_object_array_length(s.steps))
		json_object_array_del_idx(s.steps, (size_t)dice(&seed, (int)json_object_array_length(s.steps)), 1);
	counts.lost++;
	sim_event(&s, "{'kind':'retry','node':null,'task':null}");
}

static bool something_failed(void)
{
	struct json_object *nodes = json_get(s.state, "nodes");
	json_object_object_foreach(nodes, name, n)
	{
		struct json_object *tasks = json_get(n, "tasks");
		(void)name;
		if (!strcmp(json_get_string(n, "status", ""), "failed"))
			return true;
		for (size_t i = 0; tasks && !strcmp(json_get_string(n, "status", ""), "fan") &&
				   i < json_object_array_length(tasks);
			i++)
			if (!strcmp(json_get_string(json_object_array_get_idx(tasks, i), "status", ""), "failed"))
				return true;
	}
	return false;
}

static void try_again(void)
{
	const char *node = s.g->nodes[dice(&seed, (int)s.g->node_count)].name;
	counts.retries++;
	if (dice(&seed, 2))
		sim_event(&s, "{'kind':'retry','node':null,'task':null}");
	else if (dice(&seed, 2))
		sim_event(&s, "{'kind':'retry','node':'%s','task':null}", node);
	else
		sim_event(&s, "{'kind':'retry','node':'%s','task':'t%d'}", node, dice(&seed, 4));
}

static void disturb(void)
{
	int what = dice(&seed, 10);
	if (what < 6)
		repeat_an_event();
	else if (what < 8 && something_failed())
		try_again();
	else if (what == 8 && !something_failed())
		lose_a_step();
	else
		sim_event(&s, "{'kind':'resumed','grant':%s}", dice(&seed, 2) ? "true" : "false");
}

/* Nothing is at work and nobody is asked: somebody has to see to it. */
static void unblock(void)
{
	if (something_failed()) {
		counts.retries++;
		sim_event(&s, "{'kind':'retry','node':null,'task':null}");
	} else {
		ck_assert_msg(s.paused, "the run hangs: %s", sim_text(&s, s.state));
		sim_event(&s, "{'kind':'resumed','grant':true}");
	}
}

/* Out: false when the run has ended, or goes on only as long as people send it round. */
static bool one_event(bool calm)
{
	int work = (int)json_object_array_length(s.steps), waiting = json_object_object_length(s.waiting);
	if (s.completed || (calm && people > PEOPLE_MOST))
		return false;
	if (!calm && !dice(&seed, 8))
		disturb();
	else if (work + waiting && dice(&seed, work + waiting) < work)
		end_a_step(calm);
	else if (waiting)
		decide(calm);
	else
		unblock();
	return true;
}

static int64_t hash(const char *state, struct json_object *actions)
{
	uint64_t h = 14695981039346656037u;
	const char *texts[] = {state, json_object_to_json_string(actions)};
	for (int i = 0; i < 2; i++)
		for (const char *c = texts[i]; *c; c++)
			h = (h ^ (unsigned char)*c) * 1099511628211u;
	return (int64_t)(h >> 1);
}

/* In: the state before the last event. */
static void look(struct json_object *before)
{
	counts.joins += oracle_check(&s, before);
	if (json_object_array_length(s.events) > json_object_array_length(hashes))
		json_object_array_add(hashes, json_object_new_int64(hash(s.text, s.actions)));
	ck_assert_uint_eq(json_object_array_length(s.events), json_object_array_length(hashes));
}

static void replay(struct json_object *origin)
{
	struct json_object *state = json_object_get(origin), *next, *actions;
	const char *message;
	for (size_t i = 0; i < json_object_array_length(s.events); i++) {
		struct json_object *event = json_object_array_get_idx(s.events, i);
		ck_assert(!engine_advance(&s.a, s.g, state, event, &next, &actions, &message));
		ck_assert_int_eq(hash(json_object_to_json_string(next), actions),
			json_object_get_int64(json_object_array_get_idx(hashes, i)));
		json_object_put(actions);
		json_object_put(state);
		state = next;
	}
	json_object_put(state);
}

static const char *random_stops(void)
{
	const char *stops = "";
	for (size_t i = 0; i < s.g->node_count; i++)
		if (s.g->nodes[i].kind == GRAPH_CHECKPOINT && dice(&seed, 2))
			stops = arena_printf(&s.a, "%s%s'%s'", stops, *stops ? "," : "", s.g->nodes[i].name);
	return stops;
}

/* From the sim's first event on: wild for some events, then calm until the end. In: origin is the state before the
 * first event. Out: *snapshot_r a state on the way, or NULL; owned by the caller. */
static void run(struct json_object *origin, int wild, struct json_object **snapshot_r)
{
	int most = wild + 20000;
	*snapshot_r = NULL;
	hashes = json_object_new_array();
	people = 0;
	look(origin);
	for (int i = 0; i < most; i++) {
		struct json_object *before = json_object_get(s.state);
		if (i == wild)
			people = 0;
		bool more = one_event(i >= wild);
		if (more)
			look(before);
		json_object_put(before);
		if (!*snapshot_r || !dice(&seed, 12)) {
			json_object_put(*snapshot_r);
			*snapshot_r = json_object_get(s.state);
		}
		if (!more)
			break;
	}
	ck_assert_msg(s.completed || people > PEOPLE_MOST, "no end: %s", sim_text(&s, s.state));
	counts.endless += !s.completed;
	counts.runs++;
	counts.events += (long)json_object_array_length(s.events);
	replay(origin);
	json_object_put(hashes);
}

/* Out: is `from` such that the run may begin again there? When not, the engine says why and does nothing. */
static bool forks(struct sim *from, const char *text)
{
	struct json_object *event = sim_json(text), *state = NULL, *actions = NULL;
	const char *message = NULL;
	sim_add_documents(from, event);
	enum err err = engine_advance(&from->a, from->g, from->state, event, &state, &actions, &message);
	ck_assert(err == ERR_OK || (err == ERR_INPUT && message));
	json_object_put(state);
	json_object_put(actions);
	json_object_put(event);
	return !err;
}

/* Something of a node becomes something else: the like of another node, or what has no place there. */
static void distort(struct json_object *nodes)
{
	static const char *const keys[] = {"status", "failed", "inputs", "tasks", "feedback", "held", "arrived",
		"output", "revision", "epoch", "error", "pass"};
	static const char *const values[] = {"'run'", "'plan'", "'fan'", "'gather'", "'wait'", "'held'", "'failed'",
		"'done'", "'idle'", "0", "1", "999999999", "[]", "{}", "['x','x']", "{'decision':'rejected'}",
		"[{'id':'a','status':'run','depends':[]}]", "[{'id':'a','status':'failed'}]"};
	const char *key = keys[dice(&seed, 12)];
	struct json_object *node = json_get(nodes, random_member(nodes));
	struct json_object *other = json_get(json_get(nodes, random_member(nodes)), key), *copy = NULL;
	if (other && dice(&seed, 2))
		json_object_deep_copy(other, &copy, NULL);
	else
		copy = sim_json(values[dice(&seed, 18)]);
	json_object_object_add(node, key, copy);
}

static const char *any_event(void)
{
	static const char *const kinds[] = {"retry", "resumed", "forked", "completed", "failed", "decided"};
	static const char *const stages[] = {"run", "plan", "gather"};
	const char *node = s.g->nodes[dice(&seed, (int)s.g->node_count)].name;
	const char *all =
		arena_printf(&s.a, "'kind':'%s','grant':%s", kinds[dice(&seed, 6)], dice(&seed, 2) ? "true" : "false");
	if (dice(&seed, 3))
		all = arena_printf(&s.a,
			"%s,'node':'%s','stage':'%s','epoch':%d,'revision':%d,'decision':'rejected','decision_id':'d',"
			"'output_id':'o','document':{},'tasks':[]",
			all, node, stages[dice(&seed, 3)], dice(&seed, 4), dice(&seed, 4));
	return arena_printf(&s.a, dice(&seed, 2) ? "{%s}" : "{%s,'from':'%s'}", all, node);
}

/* States that no engine made: whatever happens to them, it is carried out or refused with a reason. */
static void foreign_states(struct json_object *snapshot)
{
	for (int i = 0; i < 20; i++) {
		struct json_object *state = NULL, *next = NULL, *actions = NULL, *event = NULL;
		const char *message = NULL;
		json_object_deep_copy(snapshot, &state, NULL);
		for (int n = 1 + dice(&seed, 3); n > 0; n--)
			distort(json_get(state, "nodes"));
		event = sim_json(any_event());
		sim_add_documents(&s, event);
		enum err err = engine_advance(&s.a, s.g, state, event, &next, &actions, &message);
		ck_assert(err == ERR_OK ? next && actions : (err == ERR_BUG || err == ERR_INPUT) && message);
		counts.foreign++;
		counts.refused += err == ERR_BUG;
		json_object_put(state);
		json_object_put(next);
		json_object_put(actions);
		json_object_put(event);
	}
}

/* The run that the sim holds has ended; another goes on from a snapshot of it. */
static void fork_run(struct json_object *snapshot)
{
	struct sim old = s;
	json_object_put(old.state);
	old.state = json_object_get(snapshot);
	sim_fork(&s, &old);
	const char *stops = dice(&seed, 2) ? arena_printf(&s.a, ",'stops':[%s]", random_stops()) : "";
	const char *event = arena_printf(&s.a, "{'kind':'forked'%s}", stops);
	bool good = dice(&seed, 3) && forks(&s, event);
	for (int tries = 0; !good && tries < 50; tries++) {
		event = arena_printf(&s.a, "{'kind':'forked','from':'%s'%s}",
			s.g->nodes[dice(&seed, (int)s.g->node_count)].name, stops);
		good = forks(&s, event);
	}
	if (good) {
		struct json_object *more;
		sim_event(&s, "%s", event);
		run(snapshot, 40, &more);
		json_object_put(more);
		counts.forks++;
	}
	sim_close(&s);
	s = old;
}

static void walk(struct json_object *root, int wild)
{
	struct json_object *snapshot;
	sim_open(&s, root);
	const char *stops = random_stops();
	sim_event(&s, "{'kind':'start','stops':[%s],'revision_limit':%d}", stops, 1 + dice(&seed, 4));
	run(NULL, wild, &snapshot);
	foreign_states(snapshot);
	fork_run(snapshot);
	json_object_put(snapshot);
	sim_close(&s);
}

/* A zero means that something was not looked at. */
static void report(const char *what, bool made)
{
	printf("# %s: %ld runs, %ld events, %ld steps, %ld edges held against the file, %ld joins fired, %ld ways "
	       "back, %ld "
	       "decisions, %ld pauses, %ld failures, %ld retries, %ld lost, %ld late, %ld forks; %ld went on as long "
	       "as "
	       "people sent them round\n",
		what, counts.runs, counts.events, counts.steps, counts.edges, counts.joins, counts.backs,
		counts.decisions, counts.pauses, counts.failures, counts.retries, counts.lost, counts.late,
		counts.forks, counts.endless);
	if (made)
		printf("# %s: %ld graphs had conditions over channels, %ld reducers\n", what, counts.channel_graphs,
			counts.reducer_graphs);
	fflush(stdout);
	ck_assert(counts.runs && counts.events && counts.steps && counts.edges && counts.joins && counts.backs);
	ck_assert(counts.decisions && counts.pauses && counts.failures && counts.retries && counts.lost && counts.late);
	printf("# %s: %ld foreign states, %ld refused\n", what, counts.foreign, counts.refused);
	ck_assert(counts.foreign && counts.refused);
	ck_assert(counts.forks && (!made || (counts.channel_graphs && counts.reducer_graphs)));
}

START_TEST(game_graph)
{
	int walks = walks_wanted(20);
	for (int i = 0; i < walks; i++) {
		seed = number_from("LUD_SEED", 1) * 1000003 + (uint64_t)i + 1;
		walk(sim_file("graphs/game-dev/graph.json"), 250);
	}
	report("the graph of games", false);
}
END_TEST

static void count_graph(struct json_object *root)
{
	const char *text = json_object_to_json_string(json_get(root, "edges"));
	counts.channel_graphs += strstr(text, "\"channel\"") != NULL;
	counts.reducer_graphs += json_object_object_length(json_get(root, "channels")) > 0;
}

START_TEST(random_graphs)
{
	int walks = walks_wanted(20) * 8;
	struct json_object *root = NULL;
	for (int i = 0; i < walks; i++) {
		seed = number_from("LUD_SEED", 1) * 7000009 + (uint64_t)(i / WALKS_A_GRAPH) + 1;
		if (i % WALKS_A_GRAPH == 0) {
			json_object_put(root);
			root = graph_make(&seed, 8 + dice(&seed, 23));
			count_graph(root);
		} else {
			seed += (uint64_t)(i % WALKS_A_GRAPH) << 40;
		}
		walk(json_object_get(root), 120);
	}
	json_object_put(root);
	report("random graphs", true);
}
END_TEST

UNIT_MAIN("engine: random runs", 3600, game_graph, random_graphs)
