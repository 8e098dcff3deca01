"""The official `openai` package against a running gateway: whole, streamed, tools, an image, errors.

Usage: run.py --gateway PATH. Starts the gateway on a free port of loopback over simulated providers,
one scenario per route, and stops it again. Prints one line per scenario; the exit status is 0 if all hold.
"""

import argparse
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import openai

CONFIG = pathlib.Path(__file__).with_name("osier.toml")
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}
DIALECTS = ["openai", "anthropic", "azure", "ollama"]
HELLO = [{"role": "user", "content": "Hello"}]


def scenarios(client):
    for dialect in DIALECTS:
        yield f"whole, {dialect}", lambda d=dialect: whole(client, d)
        yield f"streamed, {dialect}", lambda d=dialect: streamed(client, d)
        yield f"tools, {dialect}", lambda d=dialect: tools(client, d)
        yield f"streamed tools, {dialect}", lambda d=dialect: streamed_tools(client, d)
        yield f"tool results, {dialect}", lambda d=dialect: tool_results(client, d)
        yield f"an image, {dialect}", lambda d=dialect: image(client, d)
        yield f"failover from 500, {dialect}", lambda d=dialect: failover(client, d)
        yield f"a cut stream is an error, {dialect}", lambda d=dialect: cut(client, d)
    yield "an unknown model", lambda: unknown_model(client)
    yield "an exhausted route", lambda: exhausted(client)
    yield "a context overflow", lambda: overflow(client)
    yield "the list of models", lambda: models(client)


def whole(client, dialect):
    raw = client.chat.completions.with_raw_response.create(model=dialect, messages=HELLO)
    answer = raw.parse()
    assert raw.headers["x-osier-target"] == dialect, raw.headers
    assert raw.headers["x-osier-simulated"] == "true"
    assert raw.headers["x-request-id"] == raw.headers["x-osier-request-id"]
    assert answer.object == "chat.completion" and answer.id and answer.model
    assert answer.choices[0].message.role == "assistant"
    assert answer.choices[0].message.content == "Hello from the simulation.", answer
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0


def streamed(client, dialect):
    options = {"include_usage": True}
    stream = client.chat.completions.create(
        model=dialect, messages=HELLO, stream=True, stream_options=options
    )
    text, finish, usage = "", None, None
    for chunk in stream:
        usage = chunk.usage or usage
        for choice in chunk.choices:
            text += choice.delta.content or ""
            finish = choice.finish_reason or finish
    assert text == "Hello from the simulation.", text
    assert finish == "stop" and usage.total_tokens > 0


def tools(client, dialect):
    answer = client.chat.completions.create(model=f"{dialect}-tools", messages=HELLO, tools=[TOOL])
    calls = answer.choices[0].message.tool_calls
    assert answer.choices[0].finish_reason == "tool_calls"
    check_calls([(c.id, c.function.name, c.function.arguments) for c in calls])


def streamed_tools(client, dialect):
    with client.chat.completions.stream(
        model=f"{dialect}-tools", messages=HELLO, tools=[TOOL]
    ) as stream:
        for _ in stream:
            pass
        calls = stream.get_final_completion().choices[0].message.tool_calls
    check_calls([(c.id, c.function.name, c.function.arguments) for c in calls])


def check_calls(calls):
    import json

    assert [name for _, name, _ in calls] == ["get_weather", "get_weather"], calls
    assert len({id for id, _, _ in calls}) == 2 and all(id for id, _, _ in calls), calls
    cities = [json.loads(arguments)["city"] for _, _, arguments in calls]
    assert cities == ["Oslo", "Lima"], calls


def tool_results(client, dialect):
    first = client.chat.completions.create(model=f"{dialect}-tools", messages=HELLO, tools=[TOOL])
    message = first.choices[0].message
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": "12 °C"} for call in message.tool_calls
    ]
    messages = [*HELLO, message.model_dump(), *results]
    answer = client.chat.completions.create(model=dialect, messages=messages, tools=[TOOL])
    assert answer.choices[0].message.content == "Hello from the simulation."


def image(client, dialect):
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": PIXEL}},
    ]
    messages = [{"role": "user", "content": parts}]
    answer = client.chat.completions.create(model=dialect, messages=messages, max_tokens=50)
    assert answer.choices[0].message.content == "Hello from the simulation."


def failover(client, dialect):
    for stream in (False, True):
        raw = client.chat.completions.with_raw_response.create(
            model=f"{dialect}-down", messages=HELLO, stream=stream
        )
        assert raw.headers["x-osier-target"] != f"{dialect}-down"
        *failed, last = raw.headers["x-osier-attempts"].split(", ")
        assert last.startswith(f"{raw.headers['x-osier-target']} {'streaming' if stream else 'ok'} ")
        # Up to three at the target that is down, and none once its circuit is open.
        assert len(failed) <= 3 and all(line.startswith(f"{dialect}-down ") for line in failed), failed
        answer = raw.parse()
        if stream:
            text = "".join(c.choices[0].delta.content or "" for c in answer if c.choices)
        else:
            text = answer.choices[0].message.content
        assert text == "Hello from the simulation."


def cut(client, dialect):
    stream = client.chat.completions.create(model=f"{dialect}-cut", messages=HELLO, stream=True)
    finish = None
    try:
        for chunk in stream:
            for choice in chunk.choices:
                finish = choice.finish_reason or finish
    except openai.APIError as error:
        assert finish is None
        assert "broke off" in error.message, error.message
    else:
        raise AssertionError("a cut stream looked whole")


def unknown_model(client):
    try:
        client.chat.completions.create(model="no-such-model", messages=HELLO)
    except openai.NotFoundError as error:
        assert error.code == "model_not_found" and error.request_id
    else:
        raise AssertionError("expected an error")


def exhausted(client):
    started = time.monotonic()
    once = client.with_options(max_retries=0)
    try:
        once.chat.completions.create(model="all-down", messages=HELLO)
    except openai.InternalServerError as error:
        assert error.status_code == 503, error
        assert float(error.response.headers["retry-after"]) > 0
        tried = {attempt["target"] for attempt in error.response.json()["osier"]["attempts"]}
        assert len(tried) == 2, tried
    else:
        raise AssertionError("expected an error")
    # Their circuits are open: five seconds are waited for one of them, no more.
    assert time.monotonic() - started < 8


def overflow(client):
    try:
        client.chat.completions.create(model="overflow", messages=HELLO)
    except openai.BadRequestError as error:
        assert error.code == "context_length_exceeded"
        assert "maximum context length" in error.message
    else:
        raise AssertionError("expected an error")


def models(client):
    names = [model.id for model in client.models.list()]
    assert set(DIALECTS) <= set(names), names


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(url, process):
    for _ in range(200):
        if process.poll() is not None:
            raise SystemExit(f"the gateway ended with status {process.returncode}")
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=1)
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the gateway was not ready within 10 s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gateway", required=True)
    gateway = parser.parse_args().gateway
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [gateway, "serve", "--config", str(CONFIG), "--listen", f"127.0.0.1:{port}"]
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as data:
        command += ["--data-dir", data]
        process = subprocess.Popen(command, stderr=log, env={**os.environ, "OSIER_LOG": "warn"})
        try:
            wait_until_ready(url, process)
            client = openai.OpenAI(base_url=f"{url}/v1", api_key="unused", timeout=20)
            failed = run(client)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=40)
        if failed:
            log.seek(0)
            sys.stderr.write(log.read().decode(errors="replace")[-4000:])
    return 1 if failed else 0


def run(client):
    passed = failed = 0
    for name, scenario in scenarios(client):
        try:
            scenario()
            passed += 1
            print(f"ok      {name}")
        except Exception as error:  # a scenario may fail in any way
            failed += 1
            print(f"FAILED  {name}: {type(error).__name__}: {error}")
    print(f"sdk: {passed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
