# A static binary and nothing else. `docker run --rm -v "$PWD:/src" msklint check /src`
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /build
COPY . .
RUN cargo build --release --locked -p msklint && cp target/release/msklint /msklint

FROM scratch
COPY --from=build /msklint /usr/local/bin/msklint
WORKDIR /src
ENTRYPOINT ["/usr/local/bin/msklint"]
CMD ["check", "."]
